// Reading many items of several tables at once.
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';

const keysPerCall = 100;

/** The items of several tables, read consistently. Keys must be distinct; what does not exist is missing from the answer. */
export async function batchGet(
  db: DynamoDBDocumentClient,
  keys: Record<string, Record<string, string>[]>,
): Promise<Record<string, Record<string, unknown>[]>> {
  const found: Record<string, Record<string, unknown>[]> = Object.fromEntries(
    Object.keys(keys).map(table => [table, []]),
  );
  let open = Object.entries(keys).flatMap(([table, ofTable]) => ofTable.map(key => ({ table, key })));
  for (let tries = 0; open.length > 0; ) {
    const chunk = open.splice(0, keysPerCall);
    const { Responses = {}, UnprocessedKeys = {} } = await db.send(
      new BatchGetCommand({ RequestItems: requestOf(chunk) }),
    );
    for (const [table, items] of Object.entries(Responses)) found[table]?.push(...items);
    const left = Object.entries(UnprocessedKeys).flatMap(([table, { Keys = [] }]) =>
      Keys.map(key => ({ table, key })),
    );
    if (left.length > 0) await backoff(++tries);
    open = [...open, ...left];
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
