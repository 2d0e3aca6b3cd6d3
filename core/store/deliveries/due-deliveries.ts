// The deliveries that are due, and the targets whose health is, as the retry-scheduler reads and claims them. The index only says where to look, and late; the rows,
// read consistently, say what is so.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Claim } from '../../model/delivery/claim.ts';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import { type Health, healthSchema } from '../../model/target/target-health.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, updateStatement, type Written } from '../dynamodb/statements.ts';
import { rowKeyOf } from './delivery-key.ts';
import { isHealthKey } from './target-health.ts';

const indexName = 'due';
/** As many as one BatchGetItem reads. */
const pageSize = 100;

/** Where the next page begins. */
type Position = Record<string, unknown>;
export type DuePage = {
  rows: Delivery[];
  /** Targets that wait for a probe, are drained, or are to be announced as disabled. */
  health: Health[];
  /** Those that are not what the schema says: the item's key, and why. */
  broken: { key: z.output<typeof keySchema>; error: Error }[];
  /** Undefined after the last page. */
  next: Position | undefined;
};

export type DueDeliveries = ReturnType<typeof createDueDeliveries>;

const keySchema = z.object({ eventKey: z.string(), targetId: z.string() });

export function createDueDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * The next rows of a shard that the index has as due, the longest overdue first. The index is a little behind: some may be due no more.
     * @param now milliseconds since the epoch
     * @param from the page before this one's `next`: a shard is passed through once, whatever becomes of its rows meanwhile
     */
    async page(shard: string, now: number, from?: Position): Promise<DuePage> {
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: 'dueShard = :shard AND nextAttemptAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          ExclusiveStartKey: from,
          Limit: pageSize,
        }),
      );
      const keys = Items.map(item => keySchema.parse(item));
      const { [table]: found = [] } = await batchGet(db, { [table]: keys });
      const byKey = new Map(found.map(item => [textOf(keySchema.parse(item)), item]));
      const page: DuePage = { rows: [], health: [], broken: [], next: LastEvaluatedKey };
      for (const key of keys) {
        const item = byKey.get(textOf(key));
        if (item) sort(key, item, page);
      }
      return page;
    },

    /**
     * Writes claims, each only if its row still is as it was read.
     * @param mayRetry see `executeStatements`
     */
    claim(claims: readonly { row: Delivery; claim: Claim }[], mayRetry: () => boolean): Promise<Written[]> {
      const statements = claims.map(({ row, claim }) => {
        const { status, attemptCount, nextAttemptAt } = row;
        return updateStatement(table, rowKeyOf(row), { status, attemptCount, nextAttemptAt }, claim);
      });
      return executeStatements(db, statements, mayRetry);
    },

    /** FAILED rows whose notice is out are due no more, unless they were claimed again since. @param mayRetry see `executeStatements` */
    clear(claims: readonly { row: Delivery; claim: Claim }[], mayRetry: () => boolean): Promise<Written[]> {
      const statements = claims.map(({ row, claim: { nextAttemptAt } }) =>
        updateStatement(
          table,
          rowKeyOf(row),
          { status: row.status, nextAttemptAt },
          { nextAttemptAt: undefined, dueShard: undefined, claims: undefined },
        ),
      );
      return executeStatements(db, statements, mayRetry);
    },
  };
}

function sort(key: z.output<typeof keySchema>, item: unknown, { rows, health, broken }: DuePage): void {
  if (isHealthKey(key)) {
    const { data, error } = healthSchema.safeParse(item);
    if (data) health.push(data);
    else broken.push({ key, error });
  } else {
    const { data, error } = deliverySchema.safeParse(item);
    if (data) rows.push(data);
    else broken.push({ key, error });
  }
}

const textOf = ({ eventKey, targetId }: z.output<typeof keySchema>): string => `${eventKey} ${targetId}`;
