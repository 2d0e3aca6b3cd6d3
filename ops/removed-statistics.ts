// Removes the statistics of a licensor, which the audit has written (docs/decisions/0044-statistics.md).
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { statisticsKeptForDays, statisticsPartition } from '../core/store/deliveries/statistics-item.ts';
import { queryAll } from '../core/store/dynamodb/all-items.ts';

const dayMs = 24 * 3600 * 1000;
/** An expired item may stay for some days (DynamoDB Developer Guide, "Time to Live"). */
const expiredForDays = 3;
const concurrency = 10;
const keySchema = z.object({ eventKey: z.string(), targetId: z.string() });

/**
 * @param now milliseconds since the epoch
 * @param dryRun only count
 * @returns how many items there are, or were
 */
export async function removeStatistics(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  { now, dryRun }: { now: number; dryRun: boolean },
): Promise<number> {
  let count = 0;
  // A day at a time, because a busy licensor has many items.
  for (let ago = 0; ago <= statisticsKeptForDays + expiredForDays; ago++) {
    const day = new Date(now - ago * dayMs).toISOString().slice(0, 10);
    const keys = await keysOf(db, table, statisticsPartition(licensor, day));
    count += keys.length;
    const remove = (Key: z.output<typeof keySchema>) => db.send(new DeleteCommand({ TableName: table, Key }));
    if (!dryRun) await pMap(keys, remove, { concurrency });
  }
  return count;
}

async function keysOf(db: DynamoDBDocumentClient, TableName: string, partition: string) {
  const keys: z.output<typeof keySchema>[] = [];
  const items = queryAll(db, {
    TableName,
    KeyConditionExpression: 'eventKey = :partition',
    ExpressionAttributeValues: { ':partition': partition },
    ConsistentRead: true,
  });
  for await (const item of items) keys.push(keySchema.parse(item));
  return keys;
}
