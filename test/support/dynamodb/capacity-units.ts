// Counts the DynamoDB units of calls on the in-memory DynamoDB. Write units: one per KB of an item, and as
// many for each index entry that is added or removed. Read units: one per 4 KB, also for a missing item, and
// half of it if the read is eventually consistent (DynamoDB Developer Guide, "DynamoDB read and write
// operations" and "Item sizes and formats").
import { isDeepStrictEqual } from 'node:util';
import type { BatchGetCommandInput, GetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { InMemoryDynamoDb } from './in-memory-dynamodb.ts';
import { itemSize, kilobytes, readUnits } from './item-size.ts';
import type { TableSchema } from './table.ts';

type Item = Readonly<Record<string, unknown>>;

/** What an item or an index entry takes in addition to its attributes, bytes. */
const overheadBytes = 100;

/** The entry of an item in an index: the keys of index and table, and what is projected. */
function entryOf(item: Item | undefined, schema: TableSchema, index: string): Item | undefined {
  const names = schema.indexes?.[index] ?? [];
  if (!item || names.some(name => item[name] === undefined)) return undefined;
  const kept = new Set([...names, ...schema.key, ...(schema.projected?.[index] ?? [])]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}

/** Counts until the in-memory DynamoDB is cleared. */
export function countUnits(dynamodb: InMemoryDynamoDb, schemas: Record<string, TableSchema>) {
  let writes = 0;
  let reads = 0;
  let stored = 0;
  const calls: Record<string, number> = {};
  const inserted: ((table: string, image: object) => void)[] = [];
  const count = (before: Item | undefined, after: Item | undefined): void => {
    writes += kilobytes(Math.max(itemSize(before), itemSize(after)));
    const storedFor = (item: Item | undefined) => (item ? overheadBytes + itemSize(item) : 0);
    stored += storedFor(after) - storedFor(before);
  };
  dynamodb.onWrite((table, before, after) => {
    count(before, after);
    const schema = schemas[table];
    for (const index of Object.keys(schema?.indexes ?? {})) {
      if (!schema) continue;
      const [was, is] = [entryOf(before, schema, index), entryOf(after, schema, index)];
      if (isDeepStrictEqual(was, is)) continue;
      if (was) count(was, undefined);
      if (is) count(undefined, is);
    }
    if (!before && after) for (const listener of inserted) listener(table, after);
  });
  dynamodb.onAnswer((command, input, answer) => {
    calls[command] = (calls[command] ?? 0) + 1;
    if (command === 'BatchGetCommand') {
      const { RequestItems = {} } = input as BatchGetCommandInput;
      for (const [table, { Keys = [], ConsistentRead }] of Object.entries(RequestItems))
        for (const key of Keys) reads += readUnits(itemSize(dynamodb.item(table, key)), ConsistentRead);
    } else if (command === 'GetCommand') {
      const { TableName = '', Key = {}, ConsistentRead } = input as GetCommandInput;
      reads += readUnits(itemSize(dynamodb.item(TableName, Key)), ConsistentRead);
    } else if (command === 'QueryCommand') {
      const { Items = [] } = answer as { Items?: Item[] };
      const bytes = Items.reduce((sum, item) => sum + itemSize(item), 0);
      reads += readUnits(bytes, (input as QueryCommandInput).ConsistentRead);
    } else if (command === 'ScanCommand') {
      throw new Error(`counting the units of ${command} is not implemented`);
    }
  });
  return {
    writes: () => writes,
    reads: () => reads,
    /** The number of calls, by command. */
    calls: () => ({ ...calls }),
    storedBytes: () => stored,
    onInsert: (table: string, listener: (image: object) => void): void => {
      inserted.push((name, image) => {
        if (name === table) listener(image);
      });
    },
  };
}
