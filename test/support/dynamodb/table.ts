// A DynamoDB table in memory: items by their key, and partitions sorted by the sort key, of the table and of each index. An index is
// sparse and holds keys only, as Herald's do.
import { type Item, invalid, order } from './expression.ts';

/** Partition key, and sort key if there is one. */
export type KeyNames = readonly [string] | readonly [string, string];
export type TableSchema = { key: KeyNames; indexes?: Record<string, readonly [string, string]> };

type Entry = { sort: unknown; id: string };
export type Table = ReturnType<typeof createTable>;

/** What DynamoDB keeps of a value: a copy, without what is undefined. */
export function kept<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Set) return new Set(value) as T;
  if (value instanceof Uint8Array) return Uint8Array.from(value) as T;
  if (Array.isArray(value)) return value.map(kept) as T;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([name, field]) => [name, kept(field)])) as T;
}

const before = (a: Entry, b: Entry): boolean => {
  const difference = order(a.sort, b.sort) ?? 0;
  return difference === 0 ? a.id < b.id : difference < 0;
};

/** The first place in a sorted list whose entry is not before `entry`. */
function placeOf(list: readonly Entry[], entry: Entry): number {
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
      list.splice(placeOf(list, entry), 0, entry);
    },
    remove(item: Item, id: string): void {
      if (!isIn(item)) return;
      const list = find(item);
      list.splice(placeOf(list, { sort: item[sortName], id }), 1);
    },
    /** The ids of a partition in order: from a sort value on (all if undefined), or from after an item. */
    *from(partition: string, low: unknown, after: Item | undefined, idOf: (item: Item) => string) {
      const list = partitions.get(partition) ?? [];
      let place = low === undefined ? 0 : placeOf(list, { sort: low, id: '' });
      if (after) {
        const entry = { sort: after[sortName], id: idOf(after) };
        const at = placeOf(list, entry);
        const isThere = list[at]?.id === entry.id && order(list[at]?.sort, entry.sort) === 0;
        place = Math.max(place, isThere ? at + 1 : at);
      }
      for (; place < list.length; place++) {
        const entry = list[place];
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
          throw invalid(`the key needs ${name}, a text that is not empty`);
        return value;
      })
      .join('\u0000');
  /** The key attributes of an index must have its types: all texts, but nextAttemptAt. */
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
    /** @param id of the item, as it is before and after; `after` undefined deletes */
    write(id: string, after: Item | undefined): void {
      const previous = items.get(id);
      if (after) requireTypes(after);
      if (previous) for (const one of sorted) one.remove(previous, id);
      if (!after) {
        items.delete(id);
        return;
      }
      const item = kept(after);
      items.set(id, item);
      for (const one of sorted) one.add(item, id);
    },
    /** What a query reads: the table's own partitions, or an index's. */
    sortedBy(indexName: string | undefined) {
      const found = indexName === undefined ? base : byName.get(indexName);
      if (!found)
        throw invalid(`there is no index ${indexName ?? 'of the table itself: it has no sort key'}`);
      return found;
    },
  };
}
