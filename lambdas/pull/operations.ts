// The operations of the pull function.
import type { Operations } from '../../core/model/api/operation.ts';
import { eventPageSchema, pulledEventSchema } from '../../core/model/event/pulled-event.ts';
import { eventQuerySchema, pageSchema } from './query.ts';

export const operations = {
  'GET /{licensor}/notifications/events': {
    id: 'listEvents',
    tag: 'Events',
    summary: 'Read your own events in the order of their acceptance',
    description:
      'To catch up after an outage: repeat with `after` until `more` is false. A page can be empty while ' +
      '`more` is true. Events of the last minute are in it only with `recent`. They are kept for 30 days.',
    scope: 'read',
    query: pageSchema,
    answers: { 200: { description: 'A page of events', body: eventPageSchema } },
    errors: ['NOT_FOUND'],
  },
  'GET /{licensor}/notifications/events/{eventId}': {
    id: 'getEvent',
    tag: 'Events',
    summary: 'Read one event',
    scope: 'read',
    query: eventQuerySchema,
    answers: { 200: { description: 'The event', body: pulledEventSchema } },
    errors: ['NOT_FOUND'],
  },
} as const satisfies Operations;
export type RouteKey = keyof typeof operations;
