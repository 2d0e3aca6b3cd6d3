// The operations of the deliveries function.
import type { Operations } from '../../core/model/api/operation.ts';
import { eventDeliveriesSchema } from '../../core/model/delivery/delivery-view.ts';
import { statisticsOperations } from './statistics-operations.ts';

export const operations = {
  'GET /{licensor}/notifications/events/{eventId}/deliveries': {
    id: 'listEventDeliveries',
    tag: 'Deliveries',
    summary: 'Read what became of one event, for all targets',
    description:
      'One line for each target. A delivery appears with its first attempt; `GET …/routing` says why a target ' +
      'has none.',
    scope: 'read',
    answers: { 200: { description: 'The deliveries of the event', body: eventDeliveriesSchema } },
    errors: ['NOT_FOUND'],
  },
  ...statisticsOperations,
} as const satisfies Operations;
export type RouteKey = keyof typeof operations;
