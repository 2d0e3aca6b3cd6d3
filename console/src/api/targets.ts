// Queries about targets.
import { queryOptions } from '@tanstack/react-query';
import type { components, operations } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf, answerWithResponse } from './client.ts';

export type Target = components['schemas']['TargetWithHealth'];
export type Health = Target['health'];

/** A page of targets with their health. */
export const targetPage = ({ api, licensor }: LicensorApi, nextToken?: string) =>
  queryOptions({
    queryKey: [licensor, 'targets', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/targets', {
          params: { path: { licensor }, query: { ...(nextToken && { nextToken }) } },
        }),
      ).then(answer => ('targets' in answer ? answer : { targets: [answer] })),
  });

/** The largest page, and as many pages as the 200 targets that a licensor may have fill. */
const pageSize = 100;
const mostPages = 3;

/** All targets of the licensor with their health. */
export const allTargets = ({ api, licensor }: LicensorApi) =>
  queryOptions({
    queryKey: [licensor, 'targets', 'all'],
    staleTime: 60_000,
    queryFn: async () => {
      const found: Target[] = [];
      let nextToken: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const query = { limit: pageSize, ...(nextToken && { nextToken }) };
        const answer = await answerOf(
          api.GET('/{licensor}/notifications/targets', { params: { path: { licensor }, query } }),
        );
        if (!('targets' in answer)) break;
        found.push(...answer.targets);
        nextToken = answer.nextToken;
        if (nextToken === undefined) break;
      }
      return found;
    },
  });

export const target = ({ api, licensor }: LicensorApi, targetId: string) =>
  queryOptions({
    queryKey: [licensor, 'targets', targetId],
    queryFn: async () => {
      const { data, response } = await answerWithResponse(
        api.GET('/{licensor}/notifications/targets/{targetId}', {
          params: { path: { licensor, targetId } },
        }),
      );
      return { target: data, etag: response.headers.get('etag') ?? undefined };
    },
  });

/** Subscriptions: a page of up to 100. */
export const subscriptions = ({ api, licensor }: LicensorApi) =>
  queryOptions({
    queryKey: [licensor, 'subscriptions'],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/subscriptions', {
          params: { path: { licensor }, query: { limit: 100 } },
        }),
      ),
  });

/** The catalogue. It changes with a deployment only. */
export const topics = ({ api, licensor }: LicensorApi) =>
  queryOptions({
    queryKey: [licensor, 'topics'],
    staleTime: 600_000,
    queryFn: () => answerOf(api.GET('/{licensor}/notifications/topics', { params: { path: { licensor } } })),
  });

export type TestOutcome = components['schemas']['TestResult'];

/**
 * @param eventType the test sends the example of this event type; undefined: it sends a TestNotification
 * @throws HeraldError
 */
export const sendTest = (
  { api, licensor }: LicensorApi,
  targetId: string,
  eventType: string | undefined,
): Promise<TestOutcome> =>
  answerOf(
    api.POST('/{licensor}/notifications/targets/{targetId}/test', {
      params: { path: { licensor, targetId }, query: { ...(eventType && { eventType }) } },
    }),
  );

type Change = operations['updateTarget']['requestBody']['content']['application/json'];

/**
 * Sends the configuration that the target has, with the status ACTIVE: that enables it, and keeps its
 * secrets.
 * @param etag of the target: a change that someone else has made since is a 412
 * @throws HeraldError
 */
export const enable = ({ api, licensor }: LicensorApi, of: Target, etag: string | undefined) =>
  answerOf(
    api.PUT('/{licensor}/notifications/targets/{targetId}', {
      params: {
        path: { licensor, targetId: of.targetId },
        header: { ...(etag !== undefined && { 'If-Match': etag }) },
      },
      body: enabling(of),
    }),
  );

function enabling(of: Target): Change {
  switch (of.type) {
    case 'WEBHOOK': {
      const { type, destination, httpMethod, auth } = of;
      return { type, destination, httpMethod, auth, status: 'ACTIVE' };
    }
    case 'EVENTBRIDGE_PARTNER': {
      const { type, destination } = of;
      return { type, destination, status: 'ACTIVE' };
    }
    default: {
      const { type, destination, auth } = of;
      return { type, destination, auth, status: 'ACTIVE' };
    }
  }
}

export type TargetRequest = operations['createTarget']['requestBody']['content']['application/json'];
export type CreatedTarget = components['schemas']['ChangedTarget'];

/**
 * Registers a target. For a queue, topic or bus it takes some seconds: Herald proves the role first.
 * @param key the same one gives the same target, however often it is sent
 * @throws HeraldError
 */
export const createTarget = (
  { api, licensor }: LicensorApi,
  body: TargetRequest,
  key: string,
): Promise<CreatedTarget> =>
  answerOf(
    api.POST('/{licensor}/notifications/targets', {
      params: { path: { licensor }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export type DeliveryRole = operations['getDeliveryRole']['responses'][200]['content']['application/json'];
export type RoleOf = NonNullable<operations['getDeliveryRole']['parameters']['query']>;

/** The policies of the role that lets Herald send to a queue, topic or bus. */
export const deliveryRole = ({ api, licensor }: LicensorApi, query: RoleOf) =>
  queryOptions({
    queryKey: [licensor, 'delivery-role', query],
    staleTime: 600_000,
    queryFn: () =>
      answerOf(api.GET('/{licensor}/notifications/delivery-role', { params: { path: { licensor }, query } })),
  });
