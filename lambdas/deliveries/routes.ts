// The routes of deliveries: what became of each event, for each target.
import type { History } from '../../core/history/composition.ts';
import { parseDeliveryQuery } from '../../core/history/delivery-query.ts';
import { readTimeline } from '../../core/history/delivery-timeline.ts';
import { readEventDeliveries } from '../../core/history/event-deliveries.ts';
import { readRouting } from '../../core/history/event-routing.ts';
import { listDeliveries } from '../../core/history/list-deliveries.ts';
import { resendDelivery } from '../../core/history/resend.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { deliveryOperations } from './delivery-operations.ts';
import type { routingOperations } from './routing-operations.ts';

export const deliveryRoutes = (
  history: History,
): RoutesOf<typeof deliveryOperations & typeof routingOperations> => ({
  'GET /{licensor}/notifications/deliveries': async ({ licensor, query }) => ({
    status: 200,
    body: await listDeliveries(history, licensor, parseDeliveryQuery(query)),
  }),

  'GET /{licensor}/notifications/deliveries/{eventId}/{targetId}': async ({ licensor, path }) => ({
    status: 200,
    body: await readTimeline(history, licensor, path),
  }),

  'POST /{licensor}/notifications/deliveries/{eventId}/{targetId}/resend': async ({ licensor, path }) => ({
    status: 202,
    body: await resendDelivery(history, licensor, path),
  }),

  'GET /{licensor}/notifications/events/{eventId}/deliveries': async ({ licensor, path }) => ({
    status: 200,
    body: { deliveries: await readEventDeliveries(history, licensor, path['eventId']) },
  }),

  'GET /{licensor}/notifications/events/{eventId}/routing': async ({ licensor, path }) => ({
    status: 200,
    body: await readRouting(history, licensor, path['eventId']),
  }),
});
