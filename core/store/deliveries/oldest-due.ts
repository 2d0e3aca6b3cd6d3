// How late the retry-scheduler is.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueShards } from './delivery-key.ts';

const itemsSchema = z.array(z.object({ nextAttemptAt: z.number() }));

/**
 * Reads the first item of each shard of the index `due`.
 * @param now milliseconds since the epoch
 * @returns since when the longest overdue item is due, milliseconds since the epoch; undefined if none is
 */
export async function oldestDue(
  db: DynamoDBDocumentClient,
  table: string,
  now: number,
): Promise<number | undefined> {
  const first = async (shard: string): Promise<number[]> => {
    const { Items } = await db.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard AND nextAttemptAt <= :now',
        ExpressionAttributeValues: { ':shard': shard, ':now': now },
        Limit: 1,
      }),
    );
    return itemsSchema.parse(Items ?? []).map(({ nextAttemptAt }) => nextAttemptAt);
  };
  const times = (await Promise.all(dueShards.map(first))).flat();
  return times.length === 0 ? undefined : Math.min(...times);
}
