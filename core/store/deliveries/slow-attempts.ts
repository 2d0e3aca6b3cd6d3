// The buckets of slow attempts, one item each in the Deliveries table. No event id is empty or contains "!",
// so no delivery has such a key.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Bucket, isSlow, licensorBucket, targetBucket } from '../../model/target/slowness.ts';
import { queryAll } from '../dynamodb/all-items.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';

export const slowAttemptsSchema = z.object({
  /** When the bucket is empty, milliseconds since the epoch. */
  emptyAt: z.number(),
});

const keptForDays = 2;

export const targetBucketKey = ({ licensor, targetId }: { licensor: string; targetId: string }) => ({
  eventKey: `${licensor}#!slow`,
  targetId,
});
/** The bucket of all targets of a licensor. */
export const licensorBucketKey = ({ licensor }: { licensor: string }) =>
  targetBucketKey({ licensor, targetId: '!' });

export type SlowAttempts = ReturnType<typeof createSlowAttempts>;

export function createSlowAttempts(db: DynamoDBDocumentClient, table: string) {
  async function set(
    key: ReturnType<typeof targetBucketKey>,
    emptyAt: string,
    condition: string,
    values: Record<string, number>,
  ): Promise<boolean> {
    const now = values[':now'] ?? 0;
    return writeConditionally(
      db,
      new UpdateCommand({
        TableName: table,
        Key: key,
        UpdateExpression: `SET emptyAt = ${emptyAt}, expiresAt = :expiresAt`,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ...values, ':expiresAt': expiresIn(keptForDays, now) },
      }),
    );
  }

  return {
    /**
     * Adds one slow attempt to a bucket, if it fits.
     * @param now milliseconds since the epoch
     * @returns whether it was added; false also if another function changed the bucket at the same time: that
     *   function has added one
     */
    async add(
      key: ReturnType<typeof targetBucketKey>,
      { leakMs, most }: Bucket,
      now: number,
    ): Promise<boolean> {
      const full = now + (most - 1) * leakMs;
      const isFilling = 'emptyAt > :now AND emptyAt <= :full';
      if (await set(key, 'emptyAt + :leak', isFilling, { ':now': now, ':full': full, ':leak': leakMs }))
        return true;
      const isEmpty = 'attribute_not_exists(emptyAt) OR emptyAt <= :now';
      return set(key, ':first', isEmpty, { ':now': now, ':first': now + leakMs });
    },

    /**
     * Which targets of a licensor are slow.
     * @param now milliseconds since the epoch
     * @returns a function that says whether a target's deliveries belong to the slow lane
     */
    async slowTargets(licensor: string, now: number): Promise<(targetId: string) => boolean> {
      const buckets = new Map<unknown, number>();
      const items = queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'eventKey = :key',
        ExpressionAttributeValues: { ':key': licensorBucketKey({ licensor }).eventKey },
      });
      for await (const item of items) buckets.set(item['targetId'], slowAttemptsSchema.parse(item).emptyAt);
      const isAllSlow = isSlow(buckets.get(licensorBucketKey({ licensor }).targetId), licensorBucket, now);
      return targetId => isAllSlow || isSlow(buckets.get(targetId), targetBucket, now);
    },
  };
}
