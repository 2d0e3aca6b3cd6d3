// Subscriptions in the Registry. One transaction changes a subscription, its entries in the routes and the targets' lists of
// users, so that no route ever names a target that does not exist. A target that a subscription owns comes and goes in it too.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import type { RouteEntry } from '../../model/subscription/route.ts';
import { type Subscription, subscriptionSchema, targetIdsOf } from '../../model/subscription/subscription.ts';
import type { Channel } from '../../model/target/channel.ts';
import { ifVersion } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage } from './registry-items.ts';
import { itemPrefixes, subscriptionKey, targetKey } from './registry-key.ts';
import { createRoutes } from './routes.ts';

export type Subscriptions = ReturnType<typeof createSubscriptions>;
type ChannelOfTarget = (targetId: string) => Channel;

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
     * @param channelOfTarget for every target that the mapping names
     * @param owned what makes the target that the subscription owns, which has the subscription in its `usedBy`
     * @throws StoreError ALREADY_EXISTS; TARGET_MISSING if a target has been deleted meanwhile
     */
    async create(
      subscription: Subscription,
      channelOfTarget: ChannelOfTarget,
      owned: readonly Action[] = [],
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
        ...owned,
      ]);
    },

    /**
     * Replaces a subscription, if it still is as it was read. A target that stays under an event type is owed without a gap.
     * @throws StoreError VERSION_CONFLICT; TARGET_MISSING if a target has been deleted meanwhile
     */
    async update(before: Subscription, after: Subscription, channelOfTarget: ChannelOfTarget): Promise<void> {
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
      const left = Object.keys(before.eventTargetMapping).filter(
        type => before.topic !== after.topic || !entries.has(type),
      );
      await transact(db, [
        put,
        ...routeActions(before, new Map(left.map(eventType => [eventType, undefined]))),
        ...routeActions(after, entries),
        ...without(targetsBefore, targetsAfter).map(id => useAction(before, id, 'DELETE')),
        ...without(targetsAfter, targetsBefore).map(id => useAction(after, id, 'ADD')),
      ]);
    },

    /**
     * @param owned what deletes the target that the subscription owns
     * @throws StoreError VERSION_CONFLICT
     */
    async delete(subscription: Subscription, owned: readonly Action[] = []): Promise<void> {
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
        ...owned,
      ]);
    },
  };
}

const changed = ({ subscriptionId }: Subscription): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'subscription',
  id: subscriptionId,
});

/** What the licensor has more, or less, with a subscription. */
const countsOf = ({ ownsTarget }: Subscription, by: 1 | -1) => ({
  subscription: by,
  ...(ownsTarget !== undefined && { target: by }),
});

/** The targets of a mapping that were there before the subscription and stay after it. */
const sharedTargetsOf = ({ eventTargetMapping, ownsTarget }: Subscription): string[] =>
  targetIdsOf(eventTargetMapping).filter(id => id !== ownsTarget);

const without = (ids: string[], others: string[]): string[] => ids.filter(id => !others.includes(id));

/** A subscription's route entries by event type; targets that were there before keep the time since when they are owed. */
function entriesOf(
  { createdAt, updatedAt, eventTargetMapping, format, filter }: Subscription,
  channelOfTarget: ChannelOfTarget,
  before: (eventType: string) => RouteEntry | undefined = () => undefined,
): Map<string, RouteEntry> {
  const entry = (eventType: string, targetIds: string[]): RouteEntry => ({
    createdAt,
    ...(format && { format }),
    ...(filter && { filter }),
    targets: Object.fromEntries(
      targetIds.map(targetId => {
        const since = before(eventType)?.targets[targetId]?.since ?? updatedAt;
        return [targetId, { channel: channelOfTarget(targetId), since }];
      }),
    ),
  });
  return new Map(
    Object.entries(eventTargetMapping).map(([eventType, ids]) => [eventType, entry(eventType, ids)]),
  );
}
