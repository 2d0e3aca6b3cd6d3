// Reads many items of several tables (DynamoDB API Reference, BatchGetItem).
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';
import { count, type ReadMeter, reported } from './read-meter.ts';

const keysPerCall = 100;

/**
 * Reads items, and retries keys that DynamoDB did not process.
 * @param keys by table; the keys of a table must be distinct
 * @param options `projected`: the attributes to read; all by default. `isConsistent`: by default true unless
 *   there is a projection; an eventually consistent read has half the price. `meter` counts what is read
 * @returns the items that exist, by table, in no particular order
 */
export async function batchGet(
  db: DynamoDBDocumentClient,
  keys: Record<string, Record<string, string>[]>,
  { projected, isConsistent = !projected, meter }: BatchGetOptions = {},
): Promise<Record<string, Record<string, unknown>[]>> {
  const found: Record<string, Record<string, unknown>[]> = Object.fromEntries(
    Object.keys(keys).map(table => [table, []]),
  );
  const how = { ...(projected && projectionOf(projected)), ...(isConsistent && { ConsistentRead: true }) };
  let pending = Object.entries(keys).flatMap(([table, ofTable]) => ofTable.map(key => ({ table, key })));
  for (let tries = 0; pending.length > 0; ) {
    const chunk = pending.splice(0, keysPerCall);
    const {
      Responses = {},
      UnprocessedKeys = {},
      ConsumedCapacity,
    } = await db.send(new BatchGetCommand({ RequestItems: requestOf(chunk, how), ...(meter && reported) }));
    if (meter) count(meter, ConsumedCapacity);
    for (const [table, items] of Object.entries(Responses)) found[table]?.push(...items);
    const unprocessed = Object.entries(UnprocessedKeys).flatMap(([table, { Keys = [] }]) =>
      Keys.map(key => ({ table, key })),
    );
    // A call that has read 16 MB leaves the other keys unprocessed, so a wait grows only without progress.
    tries = unprocessed.length === chunk.length ? tries + 1 : 1;
    if (unprocessed.length > 0) await backoff(tries);
    pending = [...pending, ...unprocessed];
  }
  return found;
}

type BatchGetOptions = {
  projected?: readonly string[];
  isConsistent?: boolean;
  meter?: ReadMeter | undefined;
};

type How = Omit<NonNullable<BatchGetCommandInput['RequestItems']>[string], 'Keys'>;

function requestOf(entries: { table: string; key: Record<string, string> }[], how: How) {
  const request: Record<string, How & { Keys: Record<string, string>[] }> = {};
  for (const { table, key } of entries) {
    request[table] ??= { Keys: [], ...how };
    request[table].Keys.push(key);
  }
  return request;
}

/** Every name has a placeholder, because some are reserved words of DynamoDB. */
const projectionOf = (names: readonly string[]): How => ({
  ProjectionExpression: names.map((_, n) => `#p${n}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#p${n}`, name])),
});
