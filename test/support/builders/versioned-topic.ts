// A topic with two versions, only for tests. Version 2 splits `name` and drops `colour`.
import * as z from 'zod';
import { defineTopic } from '../../../core/catalog/topic.ts';
import type { Event } from '../../../core/model/event/event.ts';
import { eventOf, installation } from './records.ts';

export const personChanged = defineTopic({
  name: 'Person',
  description: 'People',
  source: 'herald.person',
  eventTypes: {
    PersonChanged: {
      description: 'When a person changes',
      examples: [{ first: 'Ada', last: 'Lovelace' }],
    },
    PersonMoved: {
      description: 'When a person moves',
      examples: [{ first: 'Ada', last: 'Lovelace' }],
      deprecated: { since: '2026-01-01', until: '2026-06-30', use: 'PersonChanged' },
    },
  },
  data: z.strictObject({ first: z.string(), last: z.string() }),
  entity: ({ last }) => last,
  filterFields: ['last'],
  version: '2',
  content: () => z.object({ first: z.string(), last: z.string() }),
  payload: ({ first, last }) => ({ first, last }),
  envelope: {
    isEventBridges: false,
    schema: ({ content, subscriptionId }) => z.object({ format: z.literal('new'), content, subscriptionId }),
    wrap: ({ content, subscriptionId }) => ({ format: 'new', content, subscriptionId }),
  },
  earlier: {
    1: {
      deprecated: { since: '2026-01-01', until: '2026-12-31', use: 'version 2' },
      content: () => z.object({ name: z.string() }),
      downgrade: ({ first, last }) => ({ name: `${first} ${last}` }),
      envelope: {
        isEventBridges: true,
        schema: ({ content }) => z.object({ old: content }),
        wrap: ({ content }) => ({ old: content }),
      },
    },
  },
});

/** An event of the topic, as publish would store it. */
export function personEvent(): Event {
  const acceptance = {
    eventId: 'event-1',
    eventType: 'PersonChanged',
    acceptedAt: '2026-01-01T00:00:00.000Z',
  };
  const result = personChanged.render({ first: 'Ada', last: 'Lovelace' }, { ...acceptance, ...installation });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return eventOf({ ...acceptance, topic: 'Person', ...result.rendered });
}
