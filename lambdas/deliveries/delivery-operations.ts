// The operations that show deliveries, and send them again.
import { deliveryQuerySchema } from '../../core/history/delivery-query.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import {
  deliveryLineSchema,
  deliveryPageSchema,
  eventDeliveriesSchema,
} from '../../core/model/delivery/delivery-view.ts';
import { timelineSchema } from '../../core/model/delivery/timeline-view.ts';

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
  'GET /{licensor}/notifications/deliveries/{eventId}/{targetId}': {
    id: 'getDelivery',
    tag: 'Deliveries',
    summary: 'Read one delivery: its attempts, the request as sent, and what comes next',
    description:
      'The request is that of the last attempt, with secrets redacted. `targetChanged` says that the target was ' +
      'changed since, so that the request may have been another.',
    scope: 'read',
    answers: { 200: { description: 'The delivery with its last ten attempts', body: timelineSchema } },
    errors: ['NOT_FOUND'],
  },
  'POST /{licensor}/notifications/deliveries/{eventId}/{targetId}/resend': {
    id: 'resendDelivery',
    tag: 'Deliveries',
    summary: 'Send one delivery again, now',
    description:
      'With the same event id, for a delivery that is DELIVERED, FAILED, PARKED or CANCELLED, while the event is ' +
      'kept. Its schedule of retries starts again. 409: it waits already, or the target is not ACTIVE. A ' +
      'target gets one resend a second, and 60 at once.',
    scope: 'write',
    answers: { 202: { description: 'The delivery, which is WAITING now', body: deliveryLineSchema } },
    errors: ['NOT_FOUND', 'CONFLICT'],
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
