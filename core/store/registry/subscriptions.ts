// Subscriptions in the Registry. One transaction changes a subscription, its entries in the routes and the
// targets' `usedBy`, so that no route names a target that does not exist. A target that the subscription owns
// is created and deleted in the same transaction.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import type { RouteEntry } from '../../model/subscription/route.ts';
import { type Subscription, subscriptionSchema, targetIdsOf } from '../../model/subscription/subscription.ts';
import { ifVersion } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage } from './registry-items.ts';
import { itemPrefixes, subscriptionKey, targetKey } from './registry-key.ts';
import { type ChannelOfTarget, entriesOf } from './route-entries.ts';
import { createRoutes } from './routes.ts';

export type Subscriptions = ReturnType<typeof createSubscriptions>;

export function createSubscriptions(db: DynamoDBDocumentClient, table: string) {
  const routes = createRoutes(db, table);

  const useAction = (subscription: Subscription, targetId: string, verb: 'ADD' | 'DELETE'): Action => ({
    write: {
      Update: {
        TableName: table,
        Key: targetKey(subscription.licensor, targetId),
        UpdateExpression: `${verb} usedBy :subscription`,
        ConditionExpression: 'attribute_exists(itemId)',
        ExpressionAttributeValues: { ':subscription': new Set([subscription.subscriptionId]) },
      },
    },
    refusal: { kind: 'TARGET_MISSING', targetId },
  });

  const routeActions = (
    subscription: Subscription,
    entries: ReadonlyMap<string, RouteEntry | undefined>,
  ): Action[] =>
    [...entries].map(([eventType, entry]) =>
      routes.entryAction({ ...subscription, eventType }, subscription.subscriptionId, entry),
    );

  return {
    get: (licensor: string, subscriptionId: string): Promise<Subscription | undefined> =>
      getItem(db, table, subscriptionKey(licensor, subscriptionId), subscriptionSchema),

    list: (licensor: string, page: PageRequest): Promise<Page<Subscription>> =>
      itemPage(db, table, licensor, itemPrefixes.subscription, page, subscriptionSchema),

    /**
     * Stores a new subscription.
     * @param channelOfTarget must know every target of the mapping
     * @param actions further actions of the same transaction, such as those that create the target that the
     *   subscription owns; its `usedBy` names the subscription
     * @throws StoreError ALREADY_EXISTS; LIMIT_REACHED; TARGET_MISSING if a target was deleted in the
     *   meantime
     */
    async create(
      subscription: Subscription,
      channelOfTarget: ChannelOfTarget,
      actions: readonly Action[] = [],
    ): Promise<void> {
      const put: Action = {
        write: {
          Put: {
            TableName: table,
            Item: { ...subscriptionKey(subscription.licensor, subscription.subscriptionId), ...subscription },
            ConditionExpression: 'attribute_not_exists(itemId)',
          },
        },
        refusal: {
          kind: 'ALREADY_EXISTS',
          resource: 'subscription',
          id: subscription.subscriptionId,
        },
      };
      await transact(db, [
        put,
        countAction(table, subscription.licensor, countsOf(subscription, 1)),
        ...routeActions(subscription, entriesOf(subscription, channelOfTarget)),
        ...sharedTargetsOf(subscription).map(id => useAction(subscription, id, 'ADD')),
        ...actions,
      ]);
    },

    /**
     * Replaces a subscription, if it has not changed since it was read. A target that stays under an event
     * type keeps its `since`, so it misses no event.
     * @param actions further actions of the same transaction
     * @throws StoreError VERSION_CONFLICT; TARGET_MISSING if a target was deleted in the meantime
     */
    async update(
      before: Subscription,
      after: Subscription,
      channelOfTarget: ChannelOfTarget,
      actions: readonly Action[] = [],
    ): Promise<void> {
      const routesBefore = await routes.getMany(
        Object.keys(before.eventTargetMapping).map(eventType => ({ ...before, eventType })),
      );
      const entryBefore = (eventType: string) =>
        routesBefore({ ...before, eventType }).get(before.subscriptionId);
      const put: Action = {
        write: {
          Put: {
            TableName: table,
            Item: { ...subscriptionKey(after.licensor, after.subscriptionId), ...after },
            ...ifVersion(before.version),
          },
        },
        refusal: changed(before),
      };
      const targetsBefore = targetIdsOf(before.eventTargetMapping);
      const targetsAfter = targetIdsOf(after.eventTargetMapping);
      const entries = entriesOf(
        after,
        channelOfTarget,
        before.topic === after.topic ? entryBefore : undefined,
      );
      const removed = Object.keys(before.eventTargetMapping).filter(
        type => before.topic !== after.topic || !entries.has(type),
      );
      await transact(db, [
        put,
        ...routeActions(before, new Map(removed.map(eventType => [eventType, undefined]))),
        ...routeActions(after, entries),
        ...without(targetsBefore, targetsAfter).map(id => useAction(before, id, 'DELETE')),
        ...without(targetsAfter, targetsBefore).map(id => useAction(after, id, 'ADD')),
        ...actions,
      ]);
    },

    /**
     * Deletes a subscription.
     * @param actions further actions of the same transaction, such as those that delete the target that the
     *   subscription owns
     * @throws StoreError VERSION_CONFLICT
     */
    async delete(subscription: Subscription, actions: readonly Action[] = []): Promise<void> {
      const Delete = {
        TableName: table,
        Key: subscriptionKey(subscription.licensor, subscription.subscriptionId),
        ...ifVersion(subscription.version),
      };
      const eventTypes = Object.keys(subscription.eventTargetMapping);
      await transact(db, [
        { write: { Delete }, refusal: changed(subscription) },
        countAction(table, subscription.licensor, countsOf(subscription, -1)),
        ...routeActions(subscription, new Map(eventTypes.map(eventType => [eventType, undefined]))),
        ...sharedTargetsOf(subscription).map(id => useAction(subscription, id, 'DELETE')),
        ...actions,
      ]);
    },
  };
}

const changed = ({ subscriptionId }: Subscription): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'subscription',
  id: subscriptionId,
});

/** The changes of the licensor's counts: the subscription, and the target that it owns. */
const countsOf = ({ ownsTarget }: Subscription, by: 1 | -1) => ({
  subscription: by,
  ...(ownsTarget !== undefined && { target: by }),
});

/** The targets that the subscription does not own. */
const sharedTargetsOf = ({ eventTargetMapping, ownsTarget }: Subscription): string[] =>
  targetIdsOf(eventTargetMapping).filter(id => id !== ownsTarget);

const without = (ids: string[], others: string[]): string[] => ids.filter(id => !others.includes(id));
