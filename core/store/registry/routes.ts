// Routes in the Registry: one item per (licensor, topic, event type), with one attribute per subscription, so
// that concurrent changes of subscriptions do not conflict (docs/decisions/0004-routes-by-attribute.md).
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
     * Reads routes consistently, each once.
     * @returns a function that returns the route of a name: empty if the event type has no subscription. It
     *   throws if the item is not a valid route; call it per event, so that one invalid route does not stop
     *   the others
     */
    async getMany(names: readonly RouteName[]): Promise<(name: RouteName) => Route> {
      const keys = new Map(names.map(keyOf).map(key => [textOf(key), key]));
      const { [table]: items = [] } = await batchGet(db, { [table]: [...keys.values()] });
      const found = new Map(items.map(item => [textOf(item), item]));
      return name => routeOfItem(found.get(textOf(keyOf(name))) ?? {});
    },

    /**
     * The action of a subscription's transaction that sets its entry in a route, or removes it if `entry` is
     * undefined.
     */
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

/** @throws ZodError if an entry does not match its schema */
export function routeOfItem(item: Record<string, unknown>): Route {
  return new Map(
    Object.entries(item)
      .filter(([name]) => name.startsWith(entryPrefix))
      .map(([name, entry]) => [name.slice(entryPrefix.length), routeEntrySchema.parse(entry)]),
  );
}
