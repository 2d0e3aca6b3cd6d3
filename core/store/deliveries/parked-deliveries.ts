// The parked deliveries of one target, as the retry-scheduler brings them out. Like the index of what is due, the index only says where to look.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, updateStatement, type Written } from '../dynamodb/statements.ts';
import { dueShardOf, openKeyOf, rowKeyOf } from './delivery-key.ts';

const indexName = 'open';

type Position = Record<string, unknown>;
export type ParkedPage = {
  rows: Delivery[];
  /** How many the index named; rows that are parked no more, or do not parse, are left out of `rows`. */
  found: number;
  /** Undefined after the last page. */
  next: Position | undefined;
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
      from: { next?: Position | undefined; afterEvent?: string | undefined } = {},
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
    unpark(
      changes: readonly { row: Delivery; unparked: Delivery }[],
      mayRetry: () => boolean,
    ): Promise<Written[]> {
      const statements = changes.map(({ row, unparked }) => {
        const { status, attemptCount } = row;
        const { nextAttemptAt, claims, updatedAt } = unparked;
        return updateStatement(
          table,
          rowKeyOf(row),
          { status, attemptCount },
          {
            ...{ status: unparked.status, nextAttemptAt, claims, updatedAt },
            ...{ dueShard: dueShardOf(row.targetId), openKey: openKeyOf(unparked) },
          },
        );
      });
      return executeStatements(db, statements, mayRetry);
    },
  };
}
