// The parked deliveries of one target, as the retry-scheduler reads them. The index `open` is eventually consistent and only
// says where to look; the rows, read consistently, decide.
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
  /** How many the index named; `rows` leaves out those that are parked no more, or do not match their schema. */
  found: number;
  /** Undefined after the last page. */
  next: LastKey | undefined;
};
export type ParkedDeliveries = ReturnType<typeof createParkedDeliveries>;

const keySchema = z.object({ eventKey: z.string(), targetId: z.string() });

export function createParkedDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * The next parked rows of a target, by event id.
     * @param limit at most 100
     * @param from where to go on: the page before this one's `next`, or after an event's id
     */
    async page(
      of: { licensor: string; targetId: string },
      limit: number,
      from: { next?: LastKey | undefined; afterEvent?: string | undefined } = {},
    ): Promise<ParkedPage> {
      const { next, afterEvent } = from;
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: `openKey = :parked${afterEvent === undefined ? '' : ' AND eventId > :after'}`,
          ExpressionAttributeValues: {
            ':parked': openKeyOf({ ...of, status: 'PARKED' }),
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
     * Writes rows that were parked as they are now, each only if it still is as it was read.
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
