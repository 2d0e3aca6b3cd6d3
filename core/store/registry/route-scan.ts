// Reads all routes in one scan of the Registry, for the audit.
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Route } from '../../model/subscription/route.ts';
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
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await db.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: 'begins_with(itemId, :route)',
            ExpressionAttributeValues: { ':route': itemPrefixes.route },
            ExclusiveStartKey: from,
            ConsistentRead: true,
          }),
        );
        for (const item of Items) {
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
        from = LastEvaluatedKey;
      } while (from);
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
