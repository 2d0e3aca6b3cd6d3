// Reads the deliveries of a target by status, in the order of their last change; and unparks parked ones. The
// index `openByTime` is eventually consistent, so it only supplies keys; the rows are then read consistently.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { openKeyOf } from './delivery-key.ts';
import { changedRowStatement } from './delivery-row.ts';

const indexName = 'openByTime';

/** The statuses that the index holds. */
export type OpenStatus = Extract<Delivery['status'], 'WAITING' | 'PARKED' | 'FAILED'>;
type TargetRef = { licensor: string; targetId: string };

export const openCursorSchema = z.strictObject({
  updatedAt: z.string(),
  eventKey: z.string(),
  targetId: z.string(),
});
/** The place of an entry in the index: the next page begins after it. The entry need not exist any more. */
export type OpenCursor = z.output<typeof openCursorSchema>;

/** `descending`: the last change first. */
export type PageStart = { from?: OpenCursor | undefined; descending?: boolean };
export type OpenPage = {
  /** In the order of the index. */
  rows: Delivery[];
  /**
   * How many entries the index returned. `rows` omits those that have another status now, have expired, or do
   * not match their schema.
   */
  found: number;
  /** Undefined after the last page. */
  next: OpenCursor | undefined;
};
export type OpenDeliveries = ReturnType<typeof createOpenDeliveries>;

export function createOpenDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Reads the next rows of a target that have a status, the first change first.
     * @param limit at most 100
     */
    async page(
      target: TargetRef,
      status: OpenStatus,
      limit: number,
      { from, descending = false }: PageStart = {},
    ): Promise<OpenPage> {
      const openKey = openKeyOf({ ...target, status });
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: 'openKey = :open',
          ExpressionAttributeValues: { ':open': openKey },
          ExclusiveStartKey: from && { openKey, ...from },
          ScanIndexForward: !descending,
          Limit: limit,
        }),
      );
      const entries = Items.map(item => z.object(openCursorSchema.shape).parse(item));
      const keys = entries.map(({ eventKey, targetId }) => ({ eventKey, targetId }));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys });
      const byKey = new Map(items.map(item => [item['eventKey'], deliverySchema.safeParse(item).data]));
      const rows = keys.flatMap(({ eventKey }) => byKey.get(eventKey) ?? []);
      return {
        rows: rows.filter(row => row.status === status),
        found: entries.length,
        next: LastEvaluatedKey && entries.at(-1),
      };
    },

    /**
     * Counts the rows of a target that have a status. It reads half a read unit for about 20 of them.
     * @param most the count ends there
     */
    async count(target: TargetRef, status: OpenStatus, most = Number.POSITIVE_INFINITY): Promise<number> {
      let count = 0;
      let from: Record<string, unknown> | undefined;
      do {
        const page = await db.send(
          new QueryCommand({
            TableName: table,
            IndexName: indexName,
            KeyConditionExpression: 'openKey = :open',
            ExpressionAttributeValues: { ':open': openKeyOf({ ...target, status }) },
            Select: 'COUNT',
            ...(Number.isFinite(most) && { Limit: most - count }),
            ExclusiveStartKey: from,
          }),
        );
        count += page.Count ?? 0;
        from = page.LastEvaluatedKey;
      } while (from && count < most);
      return count;
    },

    /**
     * Replaces parked rows. Each is written only if it has not changed since it was read.
     * @param mayRetry see `executeStatements`
     */
    unpark: <Change extends { row: Delivery; unparked: Delivery }>(
      changes: readonly Change[],
      mayRetry: () => boolean,
    ): Promise<{ item: Change; written: Written }[]> =>
      executeStatements(
        db,
        changes,
        ({ row, unparked }) => changedRowStatement(table, row, unparked, ['status', 'attemptCount']),
        mayRetry,
      ),
  };
}
