// Reads and claims the deliveries, health items and replays that are due, for the retry-scheduler. The index
// `due` is eventually consistent, so it only supplies keys; the items are then read consistently.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Claim } from '../../model/delivery/claim.ts';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import { type Replay, replaySchema } from '../../model/replay/replay.ts';
import { type Health, healthSchema } from '../../model/target/target-health.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { changedRowStatement } from './delivery-row.ts';
import { isReplayKey } from './replay-items.ts';
import { isHealthKey } from './target-health.ts';

const indexName = 'due';
/** The most that one BatchGetItem reads. */
const pageSize = 100;

/** DynamoDB's LastEvaluatedKey: where the next page begins. */
type LastKey = Record<string, unknown>;
export type DuePage = {
  rows: Delivery[];
  /** Targets that need a probe, a drain, or the announcement that they are disabled. */
  health: Health[];
  replays: Replay[];
  /** Items that do not match their schema. */
  broken: { key: z.output<typeof keySchema>; error: Error }[];
  /** Undefined after the last page. */
  next: LastKey | undefined;
};

export type DueDeliveries = ReturnType<typeof createDueDeliveries>;

const keySchema = z.object({ eventKey: z.string(), targetId: z.string() });

export function createDueDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Reads the next page of due items of a shard, the longest overdue first. Because the index lags, some
     * may no longer be due.
     * @param now milliseconds since the epoch
     * @param from `next` of the previous page; one run then reads each entry of the shard once, even if rows
     *   change
     */
    async page(shard: string, now: number, from?: LastKey): Promise<DuePage> {
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
      const page: DuePage = { rows: [], health: [], replays: [], broken: [], next: LastEvaluatedKey };
      for (const key of keys) {
        const item = byKey.get(textOf(key));
        if (item) addToPage(key, item, page);
      }
      return page;
    },

    /**
     * Claims rows. A claim succeeds only if the row has not changed since it was read.
     * @param mayRetry see `executeStatements`
     * @returns each row with the claim applied, and whether it was written
     */
    async claim(
      claims: readonly { row: Delivery; claim: Claim }[],
      mayRetry: () => boolean,
    ): Promise<{ row: Delivery; written: Written }[]> {
      const outcomes = await executeStatements(
        db,
        claims,
        ({ row, claim }) =>
          changedRowStatement(table, row, { ...row, ...claim }, ['status', 'attemptCount', 'nextAttemptAt']),
        mayRetry,
      );
      return outcomes.map(({ item, written }) => ({ row: { ...item.row, ...item.claim }, written }));
    },
  };
}

function addToPage(key: z.output<typeof keySchema>, item: unknown, page: DuePage): void {
  const keep = <T>({ data, error }: z.ZodSafeParseResult<T>, kept: T[]): void => {
    if (error) page.broken.push({ key, error });
    else kept.push(data);
  };
  if (isHealthKey(key)) keep(healthSchema.safeParse(item), page.health);
  else if (isReplayKey(key)) keep(replaySchema.safeParse(item), page.replays);
  else keep(deliverySchema.safeParse(item), page.rows);
}

const textOf = ({ eventKey, targetId }: z.output<typeof keySchema>): string => `${eventKey} ${targetId}`;
