// The operations that show deliveries, and send them again.
import { deliveryQuerySchema } from '../../core/history/delivery-query.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import { deliveryPageSchema, eventDeliveriesSchema } from '../../core/model/delivery/delivery-view.ts';

export const deliveryOperations = {
  'GET /{licensor}/notifications/deliveries': {
    id: 'listDeliveries',
    tag: 'Deliveries',
    summary: 'List your deliveries, the newest first',
    description:
      'By the time of the acceptance of their events; with `targetId` and the status WAITING, PARKED or FAILED ' +
      'by the time of their last change. A page can be short or empty while `nextToken` is there. It spends ' +
      'the same read units as `GET /events`.',
    scope: 'read',
    query: deliveryQuerySchema,
    answers: { 200: { description: 'A page of deliveries', body: deliveryPageSchema } },
  },
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
} as const satisfies Operations;
