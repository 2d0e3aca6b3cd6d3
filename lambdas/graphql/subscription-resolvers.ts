// Event subscriptions in GraphQL: reference text 3. One that is made here owns its target.
import { findTopicOf, topics } from '../../core/catalog/catalog.ts';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { type Subscription, viewOfSubscription } from '../../core/model/subscription/subscription.ts';
import { targetInputSchema } from '../../core/model/target/target.ts';
import { parseSubscription, type Subscribing } from '../../core/registration/subscription-registration.ts';
import type { TargetRegistration } from '../../core/registration/target-registration.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import { type DestinationInput, targetOf } from './destination.ts';
import type { Context } from './execution.ts';
import { inTermsOf } from './field-names.ts';
import { connectionOf, type PageArguments } from './pages.ts';

export type SubscriptionDeps = {
  subscriptions: Subscriptions;
  subscribing: Subscribing;
  registration: Pick<TargetRegistration, 'complete'>;
};

type Id = { subscriptionId: string };
type FilterEntry = { field: string; values: string[] };
type Created = {
  input: { destination: DestinationInput; eventType: string; format?: string; filter?: FilterEntry[] };
};

export function subscriptionResolvers({ subscriptions, subscribing, registration }: SubscriptionDeps) {
  return {
    createEventSubscription({ input }: Created, { licensor }: Context) {
      const { destination, eventType, format } = input;
      const topic = topicOf(eventType);
      const filter = filterOf(input.filter);
      const { target, names } = targetOf(destination);
      const inputFor = (targetId: string) =>
        parseSubscription({ topic, eventTargetMapping: { [eventType]: [targetId] }, format, filter });
      return inTermsOf({ ...names, format: 'input.format', filter: 'input.filter' }, async () => {
        const asked = await registration.complete(licensor, parseInput(targetInputSchema, target, 'input'));
        return payloadOf(await subscribing.createOwning(licensor, asked, inputFor));
      });
    },

    async deleteEventSubscription({ subscriptionId }: Id, { licensor }: Context) {
      const subscription = await subscribing.find(licensor, subscriptionId);
      await subscribing.remove(subscription, changedMeanwhile);
      return payloadOf(subscription);
    },

    eventSubscription: async ({ subscriptionId }: Id, { licensor }: Context) =>
      viewOf(await subscribing.find(licensor, subscriptionId)),

    eventSubscriptions: (page: PageArguments, { licensor }: Context) =>
      connectionOf(page, request => subscriptions.list(licensor, request), viewOf),
  };
}

/** The name of an event type's topic. @throws HeraldError BAD_REQUEST naming the event types that there are */
function topicOf(eventType: string): string {
  const topic = findTopicOf(eventType);
  if (topic) return topic.name;
  const known = topics.flatMap(({ eventTypes }) => Object.keys(eventTypes)).join(', ');
  const message = `input.eventType: unknown event type "${eventType}", expected one of ${known}`;
  throw new HeraldError('BAD_REQUEST', message);
}

function filterOf(entries: FilterEntry[] | undefined): Record<string, string[]> | undefined {
  if (new Set(entries?.map(({ field }) => field)).size !== (entries?.length ?? 0)) {
    throw new HeraldError('BAD_REQUEST', 'input.filter: expected each field once');
  }
  return entries && Object.fromEntries(entries.map(({ field, values }) => [field, values]));
}

const payloadOf = (subscription: Subscription) => ({
  subscriptionId: subscription.subscriptionId,
  eventSubscription: viewOf(subscription),
});

/** As REST shows it, but for its maps, which are lists here. */
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

const changedMeanwhile = () =>
  new HeraldError(
    'CONFLICT',
    'another request changed this subscription, or its target, at the same moment: try again',
  );
