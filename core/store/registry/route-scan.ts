// Reads all routes in one scan of the Registry, for the audit.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Route } from '../../model/subscription/route.ts';
import { scanAll } from '../dynamodb/all-items.ts';
import { itemPrefixes, routeKey } from './registry-key.ts';
import { type RouteName, routeOfItem } from './routes.ts';

/** Returns a route of one licensor; undefined if the event type has no subscription. */
export type RoutesOf = (name: Omit<RouteName, 'licensor'>) => Route | undefined;
export type RouteScan = ReturnType<typeof createRouteScan>;

export function createRouteScan(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @returns `byLicensor`: the licensors that have subscriptions, each with its routes; `broken`: the keys
     *   of invalid items
     */
    async all(): Promise<{ byLicensor: ReadonlyMap<string, RoutesOf>; broken: string[] }> {
      const found = new Map<string, Map<string, Route>>();
      const broken: string[] = [];
      const items = scanAll(db, {
        TableName: table,
        FilterExpression: 'begins_with(itemId, :route)',
        ExpressionAttributeValues: { ':route': itemPrefixes.route },
        ConsistentRead: true,
      });
      for await (const item of items) {
        const [licensor, itemId] = [String(item['licensor']), String(item['itemId'])];
        try {
          const route = routeOfItem(item);
          if (route.size === 0) continue;
          const routes = found.get(licensor) ?? new Map<string, Route>();
          found.set(licensor, routes.set(itemId, route));
        } catch {
          broken.push(`${licensor} ${itemId}`);
        }
      }
      const byLicensor = new Map(
        [...found].map(([licensor, routes]): [string, RoutesOf] => [
          licensor,
          ({ topic, eventType }) => routes.get(routeKey(licensor, topic, eventType).itemId),
        ]),
      );
      return { byLicensor, broken };
    },
  };
}
