// A DynamoDB table in memory: items by key, and partitions sorted by the sort key, for the table and for each
// index. An index is sparse and has keys only, as Herald's indexes.
import { type Item, invalid, order } from './expression.ts';

/** Partition key, and sort key if there is one. */
export type KeyNames = readonly [string] | readonly [string, string];
export type TableSchema = {
  key: KeyNames;
  indexes?: Record<string, readonly [string, string]>;
  /** By index: the attributes that it has beside its keys. */
  projected?: Record<string, readonly string[]>;
};

type Entry = { sort: unknown; id: string };
export type Table = ReturnType<typeof createTable>;

/** A copy of a value as DynamoDB stores it: without undefined attributes. */
export function storedCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Set) return new Set(value) as T;
  if (value instanceof Uint8Array) return Uint8Array.from(value) as T;
  if (Array.isArray(value)) return value.map(storedCopy) as T;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([name, field]) => [name, storedCopy(field)])) as T;
}

const before = (a: Entry, b: Entry): boolean => {
  const difference = order(a.sort, b.sort) ?? 0;
  return difference === 0 ? a.id < b.id : difference < 0;
};

/** The first index in a sorted list whose entry is not before `entry`. */
function indexIn(list: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other && before(other, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Partitions of sorted entries. */
function createSorted(names: readonly [string, string]) {
  const [partitionName, sortName] = names;
  const partitions = new Map<string, Entry[]>();
  const isIn = (item: Item): boolean => item[partitionName] !== undefined && item[sortName] !== undefined;
  const find = (item: Item): Entry[] => {
    const partition = String(item[partitionName]);
    const known = partitions.get(partition);
    if (known) return known;
    const list: Entry[] = [];
    partitions.set(partition, list);
    return list;
  };
  return {
    names,
    isIn,
    add(item: Item, id: string): void {
      if (!isIn(item)) return;
      const entry = { sort: item[sortName], id };
      const list = find(item);
      list.splice(indexIn(list, entry), 0, entry);
    },
    remove(item: Item, id: string): void {
      if (!isIn(item)) return;
      const list = find(item);
      list.splice(indexIn(list, { sort: item[sortName], id }), 1);
    },
    /** The entries of a partition in order: from a sort value on (all if undefined), or after an item. */
    *from(partition: string, low: unknown, after: Item | undefined, idOf: (item: Item) => string) {
      const list = partitions.get(partition) ?? [];
      let index = low === undefined ? 0 : indexIn(list, { sort: low, id: '' });
      if (after) {
        const entry = { sort: after[sortName], id: idOf(after) };
        const at = indexIn(list, entry);
        const isThere = list[at]?.id === entry.id && order(list[at]?.sort, entry.sort) === 0;
        index = Math.max(index, isThere ? at + 1 : at);
      }
      for (; index < list.length; index++) {
        const entry = list[index];
        if (entry) yield entry;
      }
    },
    /** The entries of a partition in reverse order: from its end, or before an item. */
    *backFrom(partition: string, before: Item | undefined, idOf: (item: Item) => string) {
      const list = partitions.get(partition) ?? [];
      const end = before ? indexIn(list, { sort: before[sortName], id: idOf(before) }) : list.length;
      for (let index = end - 1; index >= 0; index--) {
        const entry = list[index];
        if (entry) yield entry;
      }
    },
  };
}

export function createTable({ key, indexes = {} }: TableSchema) {
  const items = new Map<string, Item>();
  const byName = new Map(Object.entries(indexes).map(([name, names]) => [name, createSorted(names)]));
  const [partitionName, sortName] = key;
  const base = sortName === undefined ? undefined : createSorted([partitionName, sortName]);
  const sorted = [...byName.values(), ...(base ? [base] : [])];

  const idOf = (item: Item): string =>
    key
      .map(name => {
        const value = item[name];
        if (typeof value !== 'string' || value === '')
          throw invalid(`the key attribute ${name} must be a string that is not empty`);
        return value;
      })
      .join('\u0000');
  /**
   * Key attributes of an index must have the right type: nextAttemptAt is a number, all others are strings.
   */
  const requireTypes = (item: Item): void => {
    for (const { names } of byName.values()) {
      for (const name of names) {
        const type = name === 'nextAttemptAt' ? 'number' : 'string';
        if (item[name] !== undefined && (typeof item[name] !== type || item[name] === '')) {
          throw invalid(`${name} is the key of an index: expected a ${type}`);
        }
      }
    }
  };

  return {
    key,
    items,
    idOf,
    get: (keyItem: Item): Item | undefined => items.get(idOf(keyItem)),
    /** @param id of the item, which does not change. @param after the new item; undefined deletes the item */
    write(id: string, after: Item | undefined): void {
      const previous = items.get(id);
      if (after) requireTypes(after);
      if (previous) for (const one of sorted) one.remove(previous, id);
      if (!after) {
        items.delete(id);
        return;
      }
      const item = storedCopy(after);
      items.set(id, item);
      for (const one of sorted) one.add(item, id);
    },
    /** The partitions that a query reads: those of the table, or of an index. */
    sortedBy(indexName: string | undefined) {
      const found = indexName === undefined ? base : byName.get(indexName);
      if (!found)
        throw invalid(`there is no index ${indexName ?? 'of the table itself: it has no sort key'}`);
      return found;
    },
  };
}
