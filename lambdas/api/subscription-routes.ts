// `/subscriptions`: reference text 1, "Subscription Management".
import * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import {
  configOfSubscription,
  type Subscription,
  viewOfSubscription,
} from '../../core/model/subscription/subscription.ts';
import { parseSubscription, type Subscribing } from '../../core/registration/subscription-registration.ts';
import type { ApiResponse, Route } from '../../core/runtime/http/http-api.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import type { RouteKey } from './contract.ts';
import { createOnce } from './creation.ts';
import { pageQuery } from './query.ts';
import { changedMeanwhile, etagOf, requireMatch } from './versions.ts';

type SubscriptionRouteKey = Extract<RouteKey, `${string}/subscriptions${string}`>;

export function subscriptionRoutes(
  subscriptions: Subscriptions,
  subscribing: Subscribing,
): Record<SubscriptionRouteKey, Route> {
  return {
    'POST /{licensor}/notifications/subscriptions': async request => {
      const input = parseSubscription(request.json());
      const { licensor } = request;
      const subscription = await createOnce(request, input, {
        route: 'subscriptions',
        create: id => subscribing.create(licensor, id, input),
        find: id => subscriptions.get(licensor, id),
        configOf: configOfSubscription,
      });
      return show(subscription, 201);
    },

    'GET /{licensor}/notifications/subscriptions': async ({ licensor, query }) => {
      const page = parseInput(z.strictObject(pageQuery), query, 'query');
      const { items, nextToken } = await subscriptions.list(licensor, page);
      return { status: 200, body: { subscriptions: items.map(viewOfSubscription), nextToken } };
    },

    'GET /{licensor}/notifications/subscriptions/{subscriptionId}': async ({ licensor, path }) =>
      show(await subscribing.find(licensor, path['subscriptionId'])),

    'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const input = parseSubscription(request.json());
      const before = await subscribing.find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, before.version);
      return show(await subscribing.change(before, input, changedMeanwhile(request, before.version)));
    },

    'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const subscription = await subscribing.find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, subscription.version);
      await subscribing.remove(subscription, changedMeanwhile(request, subscription.version));
      return { status: 204 };
    },
  };
}

const show = (subscription: Subscription, status = 200): ApiResponse => ({
  status,
  body: viewOfSubscription(subscription),
  headers: etagOf(subscription.version),
});
