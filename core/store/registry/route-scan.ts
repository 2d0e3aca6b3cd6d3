// All routes there are, for the audit: one pass over the Registry.
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Route } from '../../model/subscription/route.ts';
import { type RouteName, routeOfItem } from './routes.ts';

/** The routes of one licensor that somebody is in, by topic and event type. */
export type RoutesOf = (name: Omit<RouteName, 'licensor'>) => Route | undefined;
export type RouteScan = ReturnType<typeof createRouteScan>;

export function createRouteScan(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @returns the licensors that are owed anything at all, each with its routes; `broken`: items that are no routes
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
            ExpressionAttributeValues: { ':route': prefix },
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
          ({ topic, eventType }) => routes.get(`${prefix}${topic}#${eventType}`),
        ]),
      );
      return { byLicensor, broken };
    },
  };
}

const prefix = 'ROUTE#';
