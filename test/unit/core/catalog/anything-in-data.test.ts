// Any JSON in an event's data arrives unchanged, in every format.
import { CloudEvent, ValidationError } from 'cloudevents';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { requireTopic } from '../../../../core/catalog/catalog.ts';
import type { Slots } from '../../../../core/catalog/envelope.ts';
import { targetHealthEvent } from '../../../../core/catalog/target-health.ts';
import { defineTopic } from '../../../../core/catalog/topic.ts';
import { type Event, envelopeSchema, maxDataBytes } from '../../../../core/model/event/event.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import { documentedSamples } from '../../../support/builders/documented-payload.ts';
import { eventOf, installation, licensor } from '../../../support/builders/records.ts';
import { propertyRuns } from '../../property-runs.ts';

const acceptance = {
  ...installation,
  eventId: 'event-1',
  eventType: 'Anything',
  acceptedAt: '2026-01-01T00:00:00.000Z',
};

type Wrap = (context: Slots, data: { value: unknown }) => object;

const data = z.object({ entity: z.string(), value: z.unknown() });
const topicWith = (wrap: Wrap) =>
  defineTopic({
    name: 'Anything',
    description: 'Any JSON',
    source: 'herald.anything',
    eventTypes: { Anything: { description: 'At any time', examples: [{ entity: 'a', value: 1 }] } },
    data,
    entity: data => data.entity,
    filterFields: ['entity'],
    content: () => data,
    payload: data => data,
    envelope: { isEventBridges: false, schema: () => z.object(), wrap },
  });
const anything = topicWith(({ content, subscriptionId }, { value }) => ({
  before: value,
  content,
  list: [subscriptionId, value, subscriptionId],
  after: value,
}));

function render(data: { entity: string; value: unknown }): Event {
  const result = anything.render(data, acceptance);
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return eventOf({ ...acceptance, topic: 'Anything', ...result.rendered });
}

/** JSON, and text that resembles the parts of an envelope. */
const json = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('content', 'subscriptionId', '"', '\\', '$&', '{"slot":"content"}', '\u2028', '\ud800'),
);

test('any JSON in the data leaves content, envelope and slots intact', () => {
  fc.assert(
    fc.property(fc.string(), json, fc.string(), (entity, value, subscriptionId) => {
      // JSON turns -0 into 0.
      const data = JSON.parse(JSON.stringify({ entity, value }));
      const event = render(data);

      expect(JSON.parse(event.payload)).toEqual(data);
      expect(event.fields).toEqual({ entity });
      expect(JSON.parse(bodyOf(event, { subscriptionId, format: undefined }, 'WEBHOOK'))).toEqual({
        before: data.value,
        content: data,
        list: [subscriptionId, data.value, subscriptionId],
        after: data.value,
      });
      expect(JSON.parse(bodyOf(event, { subscriptionId, format: 'cloudevents' }, 'WEBHOOK')).data).toEqual(
        data,
      );
    }),
    propertyRuns(),
  );
});

test('the placeholder of a slot in one event is plain text in the next event', () => {
  const seen: string[] = [];
  const topic = topicWith(({ content, subscriptionId }, { value }) => {
    seen.push(content.toJSON(), subscriptionId.toJSON());
    return { value, content };
  });
  topic.render({ entity: 'a', value: 'x' }, acceptance);
  const result = topic.render({ entity: 'a', value: [...seen] }, acceptance);

  const parts = 'rendered' in result ? (result.rendered.envelope?.parts ?? []) : [];
  expect(seen).toHaveLength(4);
  expect(parts.filter(part => typeof part !== 'string')).toEqual([{ slot: 'content' }]);
});

test('an event with the largest data fits into a DynamoDB item of 400 kB', () => {
  const data = { entity: 'a', value: 'x'.repeat(maxDataBytes) };
  const result = topicWith(({ content }) => ({ content })).render(data, acceptance);

  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(300_000);
});

const publishedByPlatform = Object.entries(documentedSamples).flatMap(([topic, data]) =>
  Object.keys(requireTopic(topic).eventTypes).map(eventType => ({
    eventType,
    event: accepted({ topic, eventType, data }),
  })),
);
const publishedByHerald = (['TargetDisabled', 'TargetRecovered'] as const).map(eventType => {
  const change = { licensor, targetId: 'target-1', targetType: 'WEBHOOK', eventType, healthVersion: 2 };
  const { acceptedAt: since } = acceptance;
  return { eventType, event: targetHealthEvent({ ...change, since }, Date.parse(since), installation) };
});
const everyEvent = [...publishedByPlatform, ...publishedByHerald];

test.each(everyEvent)('the CloudEvent of $eventType is valid by the official SDK', ({ event }) => {
  const sent = JSON.parse(bodyOf(event, { subscriptionId: 's', format: 'cloudevents' }, 'WEBHOOK'));

  expect(new CloudEvent(sent).validate()).toBe(true);
  expect(sent).toEqual({
    specversion: '1.0',
    id: event.eventId,
    source: event.source,
    type: event.eventType,
    subject: event.entity,
    time: event.time,
    datacontenttype: 'application/json',
    data: JSON.parse(event.payload),
  });
});

test('the official SDK rejects an invalid CloudEvent', () => {
  expect(() => new CloudEvent({ type: 'x', source: '', id: '1' })).toThrow(ValidationError);
});

test.each(everyEvent)('the CloudEvent of $eventType is the same on a bus and for a webhook', ({ event }) => {
  const framing = { subscriptionId: 's', format: 'cloudevents' } as const;

  expect(bodyOf(event, framing, 'EVENTBRIDGE')).toBe(bodyOf(event, framing, 'WEBHOOK'));
});

test.each(everyEvent)('the store keeps the envelope of $eventType unchanged', ({ event }) => {
  expect(envelopeSchema.optional().parse(event.envelope)).toEqual(event.envelope);
});
