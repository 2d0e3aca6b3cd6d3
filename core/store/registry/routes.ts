// Routes in the Registry: one item per (licensor, topic, event type), with an attribute of its own for each subscription,
// so that subscriptions change it side by side without reading it first.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Route, type RouteEntry, routeEntrySchema } from '../../model/subscription/route.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { routeKey } from './registry-key.ts';

export type RouteName = { licensor: string; topic: string; eventType: string };
export type Routes = ReturnType<typeof createRoutes>;

const entryPrefix = 'by#';
const keyOf = ({ licensor, topic, eventType }: RouteName) => routeKey(licensor, topic, eventType);

export function createRoutes(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * The routes of the given names, each read once and consistently.
     * @returns finds the route of a name; an event type that nobody subscribed to has an empty one. It throws if the item is not a
     *   route, which must not hold up the others
     */
    async getMany(names: readonly RouteName[]): Promise<(name: RouteName) => Route> {
      const keys = new Map(names.map(keyOf).map(key => [textOf(key), key]));
      const { [table]: items = [] } = await batchGet(db, { [table]: [...keys.values()] });
      const found = new Map(items.map(item => [textOf(item), item]));
      return name => routeOfItem(found.get(textOf(keyOf(name))) ?? {});
    },

    /** Part of a subscription's transaction: sets its entry in a route, or takes it out (`entry` undefined). */
    entryAction(name: RouteName, subscriptionId: string, entry: RouteEntry | undefined): Action {
      const update = {
        TableName: table,
        Key: keyOf(name),
        ExpressionAttributeNames: { '#entry': `${entryPrefix}${subscriptionId}` },
      };
      return {
        write: {
          Update: entry
            ? {
                ...update,
                UpdateExpression: 'SET #entry = :entry',
                ExpressionAttributeValues: { ':entry': entry },
              }
            : { ...update, UpdateExpression: 'REMOVE #entry' },
        },
      };
    },
  };
}

const textOf = (item: Record<string, unknown>): string => `${item['licensor']} ${item['itemId']}`;

/** @throws if the item is not a route */
export function routeOfItem(item: Record<string, unknown>): Route {
  return new Map(
    Object.entries(item)
      .filter(([name]) => name.startsWith(entryPrefix))
      .map(([name, entry]) => [name.slice(entryPrefix.length), routeEntrySchema.parse(entry)]),
  );
}
