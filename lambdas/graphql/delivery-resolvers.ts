// Deliveries in GraphQL: what REST shows, with lists instead of maps.
import type { History } from '../../core/history/composition.ts';
import { parseDeliveryQuery } from '../../core/history/delivery-query.ts';
import { readTimeline } from '../../core/history/delivery-timeline.ts';
import { readEventDeliveries } from '../../core/history/event-deliveries.ts';
import { readRouting } from '../../core/history/event-routing.ts';
import { listDeliveries } from '../../core/history/list-deliveries.ts';
import { resendDelivery } from '../../core/history/resend.ts';
import type { ShownRequest } from '../../core/model/delivery/shown-request.ts';
import { type PathMap, withInputPaths } from './paths.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** The arguments of a list that have another name in REST. */
const argumentPaths: PathMap = [
  [['limit'], ['first']],
  [['nextToken'], ['after']],
];

export const deliveryResolvers = (
  history: History,
): Pick<
  RootResolvers,
  'deliveries' | 'delivery' | 'eventDeliveries' | 'eventRouting' | 'resendDelivery'
> => ({
  deliveries: ({ first, after, ...query }, { licensor }) =>
    withInputPaths(argumentPaths, async () => {
      // Query parameters of REST are text.
      const limit = first === undefined ? {} : { limit: String(first) };
      const asked = parseDeliveryQuery({ ...query, ...limit, nextToken: after });
      const { deliveries, nextToken } = await listDeliveries(history, licensor, asked);
      return { nodes: deliveries, pageInfo: { hasNextPage: nextToken !== undefined, endCursor: nextToken } };
    }),

  delivery: async (key, { licensor }) => {
    const { request, ...timeline } = await readTimeline(history, licensor, key);
    if (!request) return timeline;
    return { ...timeline, request: sentRequestOf(request) };
  },

  eventDeliveries: ({ eventId }, { licensor }) => readEventDeliveries(history, licensor, eventId),

  eventRouting: async ({ eventId }, { licensor }) => {
    const { fields, ...routing } = await readRouting(history, licensor, eventId);
    return { ...routing, fields: Object.entries(fields).map(([field, value]) => ({ field, value })) };
  },

  resendDelivery: (key, { licensor }) => resendDelivery(history, licensor, key),
});

const sentRequestOf = ({ headers = {}, parameters = {}, ...request }: ShownRequest) => ({
  ...request,
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
});
