// Counts the DynamoDB units of calls on the in-memory DynamoDB. Write units: one per KB of an item, and one
// more for each index entry that is added or removed. Read units: one per 4 KB, also for a missing item
// (DynamoDB Developer Guide, "DynamoDB read and write operations" and "Item sizes and formats").

import type { InMemoryDynamoDb } from './in-memory-dynamodb.ts';
import type { TableSchema } from './table.ts';

type Item = Readonly<Record<string, unknown>>;

/** Bytes that DynamoDB stores for a value, including the overhead of its type. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum, one) => sum + 1 + sizeOf(one), 0);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return 3 + entries.reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + sizeOf(one), 0);
  }
  return 1;
}
const itemSize = (item: Item | undefined): number =>
  Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

/** Counts until the in-memory DynamoDB is cleared. */
export function countUnits(dynamodb: InMemoryDynamoDb, schemas: Record<string, TableSchema>) {
  let writes = 0;
  let reads = 0;
  let stored = 0;
  const inserted: ((table: string, image: object) => void)[] = [];
  dynamodb.onWrite((table, before, after) => {
    const kilobytes = Math.ceil(Math.max(itemSize(before), itemSize(after)) / 1024);
    writes += Math.max(1, kilobytes);
    stored += itemSize(after) - itemSize(before);
    for (const names of Object.values(schemas[table]?.indexes ?? {})) {
      const keyIn = (item: Item | undefined) =>
        item && names.every(name => item[name] !== undefined)
          ? JSON.stringify(names.map(name => item[name]))
          : '';
      const [was, is] = [keyIn(before), keyIn(after)];
      if (was === is) continue;
      writes += (was === '' ? 0 : 1) + (is === '' ? 0 : 1);
      // An index entry has 100 bytes of overhead in addition to its keys.
      stored +=
        (is === '' ? 0 : 100 + Buffer.byteLength(is)) - (was === '' ? 0 : 100 + Buffer.byteLength(was));
    }
    if (!before && after) for (const listener of inserted) listener(table, after);
  });
  dynamodb.onAnswer((command, input, answer) => {
    if (command === 'BatchGetCommand') {
      const { RequestItems } = input as { RequestItems: Record<string, { Keys: object[] }> };
      const { Responses } = answer as { Responses: Record<string, Item[]> };
      for (const [table, { Keys }] of Object.entries(RequestItems)) {
        const found = Responses[table] ?? [];
        reads += Keys.length - found.length;
        for (const item of found) reads += Math.ceil(itemSize(item) / 4096);
      }
    } else if (command === 'GetCommand') {
      reads += Math.max(1, Math.ceil(itemSize((answer as { Item?: Item }).Item) / 4096));
    } else if (command === 'QueryCommand' || command === 'ScanCommand') {
      throw new Error(`counting the units of ${command} is not implemented`);
    }
  });
  return {
    writes: () => writes,
    reads: () => reads,
    storedBytes: () => stored,
    onInsert: (table: string, listener: (image: object) => void): void => {
      inserted.push((name, image) => {
        if (name === table) listener(image);
      });
    },
  };
}
