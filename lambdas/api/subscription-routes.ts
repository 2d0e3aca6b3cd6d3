// `/subscriptions`: reference text 1, "Subscription Management".
import * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import {
  configOfSubscription,
  type Subscription,
  viewOfSubscription,
} from '../../core/model/subscription/subscription.ts';
import {
  parseSubscription,
  type SubscriptionRegistration,
} from '../../core/registration/subscription-registration.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { ApiResponse, Route } from '../../core/runtime/http/http-api.ts';
import { pageQuery, readPage } from '../../core/runtime/http/paging.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import type { RouteKey } from './contract.ts';
import { createOnce } from './creation.ts';
import { etagOf, requireMatch } from './versions.ts';

type SubscriptionRouteKey = Extract<RouteKey, `${string}/subscriptions${string}`>;

export function subscriptionRoutes(
  subscriptions: Subscriptions,
  registration: SubscriptionRegistration,
): Record<SubscriptionRouteKey, Route> {
  const find = (licensor: string, id: string | undefined): Promise<Subscription> =>
    findResource('subscription', id, known => subscriptions.get(licensor, known));

  return {
    'POST /{licensor}/notifications/subscriptions': async request => {
      const input = parseSubscription(request.json());
      const { licensor } = request;
      const subscription = await createOnce(request, input, {
        route: 'subscriptions',
        create: id => registration.create(licensor, id, input),
        find: id => subscriptions.get(licensor, id),
        configOf: configOfSubscription,
      });
      return show(subscription, 201);
    },

    'GET /{licensor}/notifications/subscriptions': async ({ licensor, query }) => {
      const page = parseInput(z.strictObject(pageQuery), query, 'query');
      const listing = { licensor, name: 'subscriptions', tokenField: ['nextToken'] };
      const { items, nextToken } = await readPage(listing, page, one => subscriptions.list(licensor, one));
      return { status: 200, body: { subscriptions: items.map(viewOfSubscription), nextToken } };
    },

    'GET /{licensor}/notifications/subscriptions/{subscriptionId}': async ({ licensor, path }) =>
      show(await find(licensor, path['subscriptionId'])),

    'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const input = parseSubscription(request.json());
      const before = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, before.version);
      return show(await registration.change(before, input));
    },

    'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const subscription = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, subscription.version);
      await registration.remove(subscription);
      return { status: 204 };
    },
  };
}

const show = (subscription: Subscription, status = 200): ApiResponse => ({
  status,
  body: viewOfSubscription(subscription),
  headers: etagOf(subscription.version),
});
