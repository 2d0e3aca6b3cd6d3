// `/subscriptions`: reference text 1, "Subscription Management".
import * as z from 'zod';
import { findTopic, namesOfEventTypes, namesOfTopics } from '../catalog/catalog.ts';
import { type Channel, channelOf } from '../domain/channel.ts';
import { HeraldError } from '../domain/herald-error.ts';
import { parseInput } from '../domain/parse.ts';
import {
  type Subscription,
  type SubscriptionInput,
  subscriptionInputSchema,
  targetIdsOf,
  viewOfSubscription,
} from '../domain/subscription.ts';
import type { ApiResponse, Route } from '../runtime/http-api.ts';
import { isId } from '../runtime/id.ts';
import { type Subscriptions, unknownTarget } from '../store/subscriptions.ts';
import type { Targets } from '../store/targets.ts';
import type { RouteKey } from './contract.ts';
import { createOnce } from './creation.ts';
import { pageQuery } from './query.ts';
import { changedMeanwhile, etagOf, requireMatch } from './versions.ts';

type SubscriptionRouteKey = Extract<RouteKey, `${string}/subscriptions${string}`>;

export function subscriptionRoutes(
  subscriptions: Subscriptions,
  targets: Targets,
  clock: () => number,
): Record<SubscriptionRouteKey, Route> {
  const find = async (licensor: string, subscriptionId = ''): Promise<Subscription> => {
    const subscription = isId(subscriptionId) ? await subscriptions.get(licensor, subscriptionId) : undefined;
    if (!subscription) throw new HeraldError('NOT_FOUND', `there is no subscription "${subscriptionId}"`);
    return subscription;
  };

  /** @throws HeraldError BAD_REQUEST naming a target that the licensor does not have */
  const channelsOf = async (licensor: string, { eventTargetMapping }: SubscriptionInput) => {
    const ids = targetIdsOf(eventTargetMapping);
    const known = new Map(
      (await targets.getMany(licensor, ids)).map(({ targetId, type }) => [targetId, channelOf(type)]),
    );
    return (targetId: string): Channel => {
      const channel = known.get(targetId);
      if (!channel) throw unknownTarget(targetId);
      return channel;
    };
  };

  return {
    'POST /{licensor}/notifications/subscriptions': async request => {
      const input = parseSubscription(request.json());
      const { licensor } = request;
      const channelOfTarget = await channelsOf(licensor, input);
      const create = async (subscriptionId: string): Promise<Subscription> => {
        const now = new Date(clock()).toISOString();
        const subscription: Subscription = {
          ...input,
          licensor,
          subscriptionId,
          status: 'ACTIVE',
          version: 1,
          createdAt: now,
          updatedAt: now,
        };
        await subscriptions.create(subscription, channelOfTarget);
        return subscription;
      };
      const find = (id: string) => subscriptions.get(licensor, id);
      return show(await createOnce(request, input, { route: 'subscriptions', create, find, configOf }), 201);
    },

    'GET /{licensor}/notifications/subscriptions': async ({ licensor, query }) => {
      const page = parseInput(z.strictObject(pageQuery), query, 'query');
      const { items, nextToken } = await subscriptions.list(licensor, page);
      return { status: 200, body: { subscriptions: items.map(viewOfSubscription), nextToken } };
    },

    'GET /{licensor}/notifications/subscriptions/{subscriptionId}': async ({ licensor, path }) =>
      show(await find(licensor, path['subscriptionId'])),

    'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const input = parseSubscription(request.json());
      const before = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, before.version);
      const after = {
        ...before,
        ...input,
        version: before.version + 1,
        updatedAt: new Date(clock()).toISOString(),
      };
      const channelOfTarget = await channelsOf(request.licensor, input);
      await subscriptions.update(before, after, channelOfTarget, changedMeanwhile(request, before.version));
      return show(after);
    },

    'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const subscription = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, subscription.version);
      await subscriptions.delete(subscription, changedMeanwhile(request, subscription.version));
      return { status: 204 };
    },
  };
}

const show = (subscription: Subscription, status = 200): ApiResponse => ({
  status,
  body: viewOfSubscription(subscription),
  headers: etagOf(subscription.version),
});

const configOf = ({ topic, eventTargetMapping }: Subscription) => ({ topic, eventTargetMapping });

/** @throws HeraldError BAD_REQUEST naming the unknown topic or event type */
function parseSubscription(body: unknown): SubscriptionInput {
  const input = parseInput(subscriptionInputSchema, body, 'body');
  const topic = findTopic(input.topic);
  if (!topic)
    throw new HeraldError(
      'BAD_REQUEST',
      `topic: unknown topic "${input.topic}", expected one of ${namesOfTopics()}`,
    );
  const unknown = Object.keys(input.eventTargetMapping).find(
    eventType => !Object.hasOwn(topic.eventTypes, eventType),
  );
  if (unknown === undefined) return input;
  const known = namesOfEventTypes(topic);
  throw new HeraldError(
    'BAD_REQUEST',
    `eventTargetMapping: "${unknown}" is not an event type of ${topic.name}, expected one of ${known}`,
  );
}
