// Reads many items of several tables (DynamoDB API Reference, BatchGetItem).
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';

const keysPerCall = 100;

/**
 * Reads items consistently, and retries keys that DynamoDB did not process.
 * @param keys by table; the keys of a table must be distinct
 * @returns the items that exist, by table, in no particular order
 */
export async function batchGet(
  db: DynamoDBDocumentClient,
  keys: Record<string, Record<string, string>[]>,
): Promise<Record<string, Record<string, unknown>[]>> {
  const found: Record<string, Record<string, unknown>[]> = Object.fromEntries(
    Object.keys(keys).map(table => [table, []]),
  );
  let pending = Object.entries(keys).flatMap(([table, ofTable]) => ofTable.map(key => ({ table, key })));
  for (let tries = 0; pending.length > 0; ) {
    const chunk = pending.splice(0, keysPerCall);
    const { Responses = {}, UnprocessedKeys = {} } = await db.send(
      new BatchGetCommand({ RequestItems: requestOf(chunk) }),
    );
    for (const [table, items] of Object.entries(Responses)) found[table]?.push(...items);
    const unprocessed = Object.entries(UnprocessedKeys).flatMap(([table, { Keys = [] }]) =>
      Keys.map(key => ({ table, key })),
    );
    if (unprocessed.length > 0) await backoff(++tries);
    pending = [...pending, ...unprocessed];
  }
  return found;
}

function requestOf(entries: { table: string; key: Record<string, string> }[]) {
  const request: Record<string, { Keys: Record<string, string>[]; ConsistentRead: true }> = {};
  for (const { table, key } of entries) {
    request[table] ??= { Keys: [], ConsistentRead: true };
    request[table].Keys.push(key);
  }
  return request;
}
