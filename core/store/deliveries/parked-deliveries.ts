// Reads and unparks the parked deliveries of a target, for the retry-scheduler. The index `open` is
// eventually consistent, so it only supplies keys; the rows are then read consistently.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { openKeyOf } from './delivery-key.ts';
import { changedRowStatement } from './delivery-row.ts';

const indexName = 'open';

/** DynamoDB's LastEvaluatedKey: where the next page begins. */
type LastKey = Record<string, unknown>;
export type ParkedPage = {
  rows: Delivery[];
  /**
   * How many entries the index returned. `rows` omits those that are no longer parked or do not match their
   * schema.
   */
  found: number;
  /** Undefined after the last page. */
  next: LastKey | undefined;
};
export type ParkedDeliveries = ReturnType<typeof createParkedDeliveries>;

const keySchema = z.object({ eventKey: z.string(), targetId: z.string() });

export function createParkedDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Reads the next parked rows of a target, ordered by event id.
     * @param limit at most 100
     * @param from `next` of the previous page, or the event id after which to start
     */
    async page(
      target: { licensor: string; targetId: string },
      limit: number,
      from: { next?: LastKey | undefined; afterEvent?: string | undefined } = {},
    ): Promise<ParkedPage> {
      const { next, afterEvent } = from;
      const afterCondition = afterEvent === undefined ? '' : ' AND eventId > :after';
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: `openKey = :parked${afterCondition}`,
          ExpressionAttributeValues: {
            ':parked': openKeyOf({ ...target, status: 'PARKED' }),
            ...(afterEvent !== undefined && { ':after': afterEvent }),
          },
          ExclusiveStartKey: next,
          Limit: limit,
        }),
      );
      const keys = Items.map(item => keySchema.parse(item));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys });
      const rows = items.flatMap(item => deliverySchema.safeParse(item).data ?? []);
      return {
        rows: rows.filter(({ status }) => status === 'PARKED'),
        found: keys.length,
        next: LastEvaluatedKey,
      };
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
