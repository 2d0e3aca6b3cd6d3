// The routes of deliveries: what became of each event, for each target.
import { readEventDeliveries } from '../../core/history/event-deliveries.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { Deliveries } from '../../core/store/deliveries/deliveries.ts';
import type { EventReader } from '../../core/store/events/event-reader.ts';
import type { operations } from './operations.ts';
import type { statisticsOperations } from './statistics-operations.ts';

export type DeliveriesDeps = { deliveries: Deliveries; events: EventReader };

export const deliveryRoutes = (
  deps: DeliveriesDeps,
): Omit<RoutesOf<typeof operations>, keyof typeof statisticsOperations> => ({
  'GET /{licensor}/notifications/events/{eventId}/deliveries': async ({ licensor, path }) => ({
    status: 200,
    body: { deliveries: await readEventDeliveries(deps, licensor, path['eventId']) },
  }),
});
