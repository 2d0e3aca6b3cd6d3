// Creates, changes and deletes subscriptions, for REST and GraphQL.
import { namesOfEventTypes, pinnedVersion, requireFilterFields, requireTopic } from '../catalog/catalog.ts';
import type { Topic } from '../catalog/topic.ts';
import type { Author } from '../model/api/change-record.ts';
import { badRequest } from '../model/api/herald-error.ts';
import { parseInput } from '../model/api/parse.ts';
import { firstVersion } from '../model/event/topic-version.ts';
import {
  type Subscription,
  type SubscriptionInput,
  subscriptionInputSchema,
  targetIdsOf,
} from '../model/subscription/subscription.ts';
import { type Channel, channelOf } from '../model/target/channel.ts';
import { newId } from '../runtime/id.ts';
import type { RecordChange } from '../store/registry/change-records.ts';
import type { Subscriptions } from '../store/registry/subscriptions.ts';
import type { Targets } from '../store/registry/targets.ts';
import { StoreError } from '../store/store-error.ts';
import { changeOfSubscription } from './recorded-fields.ts';
import { unknownTarget } from './refusals.ts';
import type { CompleteInput, PreparedTarget } from './target-kinds.ts';
import type { TargetRegistration } from './target-registration.ts';

export type SubscriptionRegistrationDeps = {
  subscriptions: Subscriptions;
  targets: Targets;
  registration: Pick<TargetRegistration, 'prepare' | 'commitCreation' | 'prepareRemoval' | 'commitRemoval'>;
  /** The topic of a parsed input. */
  topicOf: (name: string) => Topic;
  recordChange: RecordChange;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export type SubscriptionRegistration = ReturnType<typeof createSubscriptionRegistration>;

/**
 * Parses a request's body.
 * @throws HeraldError BAD_REQUEST naming the field, unknown topic, version, event type or filter field
 */
export function parseSubscription(body: unknown): SubscriptionInput {
  const input = parseInput(subscriptionInputSchema, body, 'body');
  const topic = requireTopic(input.topic);
  requireFilterFields(topic, input.filter);
  pinnedVersion(topic, input.version);
  const unknown = Object.keys(input.eventTargetMapping).find(type => !Object.hasOwn(topic.eventTypes, type));
  if (unknown === undefined) return input;
  throw badRequest(
    ['eventTargetMapping'],
    `"${unknown}" is not an event type of ${topic.name}, expected one of ${namesOfEventTypes(topic)}`,
  );
}

export function createSubscriptionRegistration({
  subscriptions,
  targets,
  registration,
  topicOf,
  recordChange,
  clock,
}: SubscriptionRegistrationDeps) {
  const now = () => new Date(clock()).toISOString();

  const newSubscription = (
    licensor: string,
    subscriptionId: string,
    { version: asked, ...input }: SubscriptionInput,
    kept?: string,
  ): Subscription => {
    const time = now();
    const common = { licensor, subscriptionId, version: 1, createdAt: time, updatedAt: time };
    const topicVersion = pinnedVersion(topicOf(input.topic), asked, kept);
    return { ...input, ...(topicVersion && { topicVersion }), ...common, status: 'ACTIVE' };
  };

  /**
   * Looks up the channel of each target.
   * @throws HeraldError BAD_REQUEST naming a target that the licensor does not have
   */
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
    /**
     * @throws HeraldError BAD_REQUEST naming a target that the licensor does not have
     * @throws StoreError ALREADY_EXISTS if the id is taken
     */
    async create(
      licensor: string,
      subscriptionId: string,
      input: SubscriptionInput,
      by: Author,
    ): Promise<Subscription> {
      const subscription = newSubscription(licensor, subscriptionId, input);
      const record = recordChange(licensor, changeOfSubscription(by, undefined, subscription));
      await subscriptions.create(subscription, await channelsOf(licensor, input), [record]);
      return subscription;
    },

    /**
     * Creates a subscription and the target that it owns, in one transaction.
     * @param inputFor makes the subscription's input from the id of the target
     * @returns the subscription, and what only this answer has: see `PreparedTarget`
     * @throws HeraldError as `prepare` of the target's registration does
     */
    async createOwning(
      licensor: string,
      target: CompleteInput,
      inputFor: (targetId: string) => SubscriptionInput,
      by: Author,
    ): Promise<Pick<PreparedTarget, 'hmacSecret' | 'warnings'> & { subscription: Subscription }> {
      const [subscriptionId, targetId] = [newId(), newId()];
      const subscription = {
        ...newSubscription(licensor, subscriptionId, inputFor(targetId)),
        ownsTarget: targetId,
      };
      const prepared = await registration.prepare(licensor, targetId, target, by);
      const owned = { ...prepared.target, usedBy: new Set([subscriptionId]) };
      await registration.commitCreation(owned, () =>
        subscriptions.create(subscription, () => channelOf(owned.type), [
          targets.createAction(owned),
          ...prepared.actions,
          recordChange(licensor, changeOfSubscription(by, undefined, subscription)),
        ]),
      );
      return { subscription, hmacSecret: prepared.hmacSecret, warnings: prepared.warnings };
    },

    /**
     * Replaces a subscription's configuration.
     * @throws HeraldError BAD_REQUEST naming a target that the licensor does not have, or the owned target if
     *   it is missing
     * @throws StoreError VERSION_CONFLICT if the subscription has changed since it was read
     */
    async change(before: Subscription, input: SubscriptionInput, by: Author): Promise<Subscription> {
      const { licensor, subscriptionId, ownsTarget, createdAt } = before;
      if (ownsTarget !== undefined && !targetIdsOf(input.eventTargetMapping).includes(ownsTarget)) {
        throw badRequest(
          ['eventTargetMapping'],
          `expected target "${ownsTarget}", which this subscription owns; ` +
            'delete the subscription to delete both',
        );
      }
      const keptVersion = input.topic === before.topic ? (before.topicVersion ?? firstVersion) : undefined;
      const after: Subscription = {
        ...newSubscription(licensor, subscriptionId, input, keptVersion),
        createdAt,
        version: before.version + 1,
        ...(ownsTarget !== undefined && { ownsTarget }),
      };
      const record = recordChange(licensor, changeOfSubscription(by, before, after));
      await subscriptions.update(before, after, await channelsOf(licensor, input), [record]);
      return after;
    },

    /**
     * Deletes a subscription and the target that it owns.
     * @throws HeraldError CONFLICT naming other subscriptions that use the owned target
     * @throws StoreError VERSION_CONFLICT if the subscription or the owned target has changed since it was
     *   read
     */
    async remove(subscription: Subscription, by: Author): Promise<void> {
      const { licensor, subscriptionId, ownsTarget } = subscription;
      const record = recordChange(licensor, changeOfSubscription(by, subscription, undefined));
      if (ownsTarget === undefined) return subscriptions.delete(subscription, [record]);
      const target = await targets.get(licensor, ownsTarget);
      // An owned target is deleted only with its subscription, so another request has deleted both.
      if (!target) {
        throw new StoreError({ kind: 'VERSION_CONFLICT', resource: 'subscription', id: subscriptionId });
      }
      const actions = await registration.prepareRemoval(target, by, subscriptionId);
      await registration.commitRemoval(target, () =>
        subscriptions.delete(subscription, [
          targets.deleteAction(target, subscriptionId),
          ...actions,
          record,
        ]),
      );
    },
  };
}
