// The operation that explains where an event went.
import type { Operations } from '../../core/model/api/operation.ts';
import { eventRoutingSchema } from '../../core/model/subscription/routing-view.ts';

export const routingOperations = {
  'GET /{licensor}/notifications/events/{eventId}/routing': {
    id: 'getEventRouting',
    tag: 'Deliveries',
    summary: 'Read for each target why it got an event, or did not',
    description:
      'Also for an event that no target got. What was sent comes from the deliveries. Why something was not sent ' +
      'comes from the subscriptions as they are now; `asOfNow` says that they may have been others when the ' +
      'event was accepted. It spends a read unit of `GET /events` for each target, subscription and delivery.',
    scope: 'read',
    answers: {
      200: {
        description: 'The targets of the licensor',
        body: eventRoutingSchema,
        example: {
          eventId: '01KDY0000000000000000000EV',
          topic: 'OfferStatus',
          eventType: 'LiveStatusUpdated',
          acceptedAt: '2026-01-01T12:00:00.000Z',
          fields: { territory: 'DE' },
          targets: [
            {
              targetId: '01KDX000000000000000000TGT',
              result: 'NOT_SENT',
              reasons: [
                {
                  code: 'FILTER',
                  subscriptionId: '01KDW000000000000000000SUB',
                  message: 'the filter field "territory" allows US, CA, and the event has DE',
                  field: 'territory',
                  allowed: ['US', 'CA'],
                  value: 'DE',
                },
              ],
            },
          ],
        },
      },
    },
    errors: ['NOT_FOUND'],
  },
} as const satisfies Operations;
