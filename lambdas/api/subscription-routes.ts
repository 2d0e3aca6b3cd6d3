// `/subscriptions`: reference text 1, "Subscription Management".
import { parseInput } from '../../core/model/api/parse.ts';
import { configOfSubscription, type Subscription } from '../../core/model/subscription/subscription.ts';
import { viewOfSubscription } from '../../core/model/subscription/subscription-view.ts';
import { createOnce } from '../../core/registration/creation.ts';
import {
  parseSubscription,
  type SubscriptionRegistration,
} from '../../core/registration/subscription-registration.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import type { operations } from './operations.ts';
import { etagOf, requireMatch } from './versions.ts';

type SubscriptionRoutes = RoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string}/subscriptions${string}`>>
>;

export function subscriptionRoutes(
  subscriptions: Subscriptions,
  registration: SubscriptionRegistration,
): SubscriptionRoutes {
  const find = (licensor: string, id: string | undefined): Promise<Subscription> =>
    findResource('subscription', id, known => subscriptions.get(licensor, known));

  return {
    'POST /{licensor}/notifications/subscriptions': async request => {
      const input = parseSubscription(request.json());
      const { licensor } = request;
      const subscription = await createOnce(request, input, {
        route: 'subscriptions',
        create: id => registration.create(licensor, id, input, request.by),
        find: id => subscriptions.get(licensor, id),
        // Repeated without a version, the request is the same even if the topic has a newer one by then.
        configOf: existing => {
          const { version, ...config } = configOfSubscription(existing);
          return input.version === undefined ? config : { ...config, version };
        },
      });
      return show(subscription, 201);
    },

    'GET /{licensor}/notifications/subscriptions': async ({ licensor, query }) => {
      const page = parseInput(pageQuerySchema, query, 'query');
      const listing = { licensor, name: 'subscriptions', tokenField: ['nextToken'] };
      const { items, nextToken } = await readPage(listing, page, one => subscriptions.list(licensor, one));
      return { status: 200, body: { subscriptions: items.map(viewOfSubscription), nextToken } };
    },

    'GET /{licensor}/notifications/subscriptions/{subscriptionId}': async ({ licensor, path }) =>
      show(await find(licensor, path['subscriptionId']), 200),

    'PUT /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const input = parseSubscription(request.json());
      const before = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, before.version);
      return show(await registration.change(before, input, request.by), 200);
    },

    'DELETE /{licensor}/notifications/subscriptions/{subscriptionId}': async request => {
      const subscription = await find(request.licensor, request.path['subscriptionId']);
      requireMatch(request, subscription.version);
      await registration.remove(subscription, request.by);
      return { status: 204 };
    },
  };
}

const show = <Status extends 200 | 201>(subscription: Subscription, status: Status) => ({
  status,
  body: viewOfSubscription(subscription),
  headers: etagOf(subscription.version),
});
