// Event subscriptions in GraphQL (reference text 3). A subscription that is created here owns its target.
import { findTopicOf, topics } from '../../core/catalog/catalog.ts';
import { badRequest } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { Subscription } from '../../core/model/subscription/subscription.ts';
import { viewOfSubscription } from '../../core/model/subscription/subscription-view.ts';
import { targetInputSchema } from '../../core/model/target/target.ts';
import {
  parseSubscription,
  type SubscriptionRegistration,
} from '../../core/registration/subscription-registration.ts';
import type { TargetRegistration } from '../../core/registration/target-registration.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import { targetOf } from './destination.ts';
import { connectionOf } from './pages.ts';
import { type PathMap, withInputPaths } from './paths.ts';
import type { RootResolvers } from './root-resolvers.ts';
import type { FilterInput } from './schema/schema.generated.ts';

export type SubscriptionDeps = {
  subscriptions: Subscriptions;
  subscriptionRegistration: SubscriptionRegistration;
  targetRegistration: Pick<TargetRegistration, 'complete'>;
};

type SubscriptionResolvers = Pick<
  RootResolvers,
  'createEventSubscription' | 'deleteEventSubscription' | 'eventSubscription' | 'eventSubscriptions'
>;

export function subscriptionResolvers({
  subscriptions,
  subscriptionRegistration,
  targetRegistration,
}: SubscriptionDeps): SubscriptionResolvers {
  const find = (licensor: string, id: string): Promise<Subscription> =>
    findResource('subscription', id, known => subscriptions.get(licensor, known));

  return {
    createEventSubscription({ input }, { licensor, by }) {
      const { destination, eventType, format, version } = input;
      const topic = topicOf(eventType);
      const { filter, paths: filterPaths } = filterOf(input.filter);
      const { target, paths } = targetOf(destination);
      const inputFor = (targetId: string) =>
        parseSubscription({
          topic,
          version,
          eventTargetMapping: { [eventType]: [targetId] },
          format,
          filter,
        });
      const fields = ['format', 'version'].map((field): PathMap[number] => [[field], ['input', field]]);
      return withInputPaths([...paths, ...filterPaths, ...fields], async () => {
        const asked = await targetRegistration.complete(
          licensor,
          parseInput(targetInputSchema, target, 'input'),
        );
        const { subscription, hmacSecret, warnings } = await subscriptionRegistration.createOwning(
          licensor,
          asked,
          inputFor,
          by,
        );
        return { ...payloadOf(subscription), hmacSecret, warnings };
      });
    },

    async deleteEventSubscription({ subscriptionId }, { licensor, by }) {
      const subscription = await find(licensor, subscriptionId);
      await subscriptionRegistration.remove(subscription, by);
      return payloadOf(subscription);
    },

    eventSubscription: async ({ subscriptionId }, { licensor }) =>
      viewOf(await find(licensor, subscriptionId)),

    eventSubscriptions: (page, { licensor }) =>
      connectionOf(licensor, 'subscriptions', page, request => subscriptions.list(licensor, request), viewOf),
  };
}

/** The name of an event type's topic. @throws HeraldError BAD_REQUEST that lists the event types */
function topicOf(eventType: string): string {
  const topic = findTopicOf(eventType);
  if (topic) return topic.name;
  const known = topics.flatMap(({ eventTypes }) => Object.keys(eventTypes)).join(', ');
  throw badRequest(['input', 'eventType'], `unknown event type "${eventType}", expected one of ${known}`);
}

/**
 * Converts the list of filter entries to the model's map.
 * @throws HeraldError BAD_REQUEST if a field occurs twice
 */
function filterOf(entries: FilterInput[] | undefined): {
  filter: Record<string, string[]> | undefined;
  paths: PathMap;
} {
  const path = ['input', 'filter'];
  const fields = entries?.map(({ field }) => field) ?? [];
  if (new Set(fields).size !== fields.length) throw badRequest(path, 'expected each field at most once');
  return {
    filter: entries && Object.fromEntries(entries.map(({ field, values }) => [field, values])),
    paths: [
      [['filter'], path],
      ...fields.map((field, index): PathMap[number] => [
        ['filter', field],
        [...path, String(index), 'values'],
      ]),
    ],
  };
}

const payloadOf = (subscription: Subscription) => ({
  subscriptionId: subscription.subscriptionId,
  eventSubscription: viewOf(subscription),
});

/** The same view as in REST, with lists instead of maps. */
function viewOf(subscription: Subscription) {
  const { eventTargetMapping, filter, ...view } = viewOfSubscription(subscription);
  return {
    ...view,
    eventTargetMapping: Object.entries(eventTargetMapping).map(([eventType, targetIds]) => ({
      eventType,
      targetIds,
    })),
    filter: filter && Object.entries(filter).map(([field, values]) => ({ field, values })),
  };
}
