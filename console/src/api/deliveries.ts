// Queries and changes of deliveries.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf } from './client.ts';

type Body<
  Operation extends keyof operations,
  Status extends keyof operations[Operation]['responses'],
> = operations[Operation]['responses'][Status] extends { content: { 'application/json': infer Json } }
  ? Json
  : never;

export type Delivery = Body<'listDeliveries', 200>['deliveries'][number];
export type Timeline = Body<'getDelivery', 200>;
export type Attempt = Timeline['attempts'][number];
export type ShownRequest = NonNullable<Timeline['request']>;
export type Routing = Body<'getEventRouting', 200>;
export type DeliveryFilter = NonNullable<operations['listDeliveries']['parameters']['query']>;

export const deliveryPages = ({ api, licensor }: LicensorApi, filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: [licensor, 'deliveries', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const query = { ...filter, ...(pageParam !== '' && { nextToken: pageParam }) };
      return answerOf(
        api.GET('/{licensor}/notifications/deliveries', { params: { path: { licensor }, query } }),
      );
    },
    getNextPageParam: page => page.nextToken,
  });

export const eventDeliveries = ({ api, licensor }: LicensorApi, eventId: string) =>
  queryOptions({
    queryKey: [licensor, 'events', eventId, 'deliveries'],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/events/{eventId}/deliveries', {
          params: { path: { licensor, eventId } },
        }),
      ),
  });

export type DeliveryIds = { eventId: string; targetId: string };

export const timeline = ({ api, licensor }: LicensorApi, { eventId, targetId }: DeliveryIds) =>
  queryOptions({
    queryKey: [licensor, 'deliveries', eventId, targetId],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/deliveries/{eventId}/{targetId}', {
          params: { path: { licensor, eventId, targetId } },
        }),
      ),
  });

export const routing = ({ api, licensor }: LicensorApi, eventId: string) =>
  queryOptions({
    queryKey: [licensor, 'events', eventId, 'routing'],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/events/{eventId}/routing', {
          params: { path: { licensor, eventId } },
        }),
      ),
  });

/** Sends one delivery again, now. @throws HeraldError */
export const resend = ({ api, licensor }: LicensorApi, { eventId, targetId }: DeliveryIds) =>
  answerOf(
    api.POST('/{licensor}/notifications/deliveries/{eventId}/{targetId}/resend', {
      params: { path: { licensor, eventId, targetId } },
    }),
  );
