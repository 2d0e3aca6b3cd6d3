// DynamoDB in memory at the SDK's edge: the calls that our stores make, with their conditions, on tables with the keys and indexes of the stack.
// The contract suite (store-contract.ts) runs on it and on the emulator, so that it cannot say what DynamoDB would not.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Given, type Item, meets, order, updated } from './memory-expressions.ts';

type Keyed = { TableName: string; Key: Item };
type Conditional = { ConditionExpression?: string | undefined };
type Write = {
  Put?: { TableName: string; Item: Item } & Conditional & Given;
  Update?: Keyed & { UpdateExpression: string } & Conditional & Given;
  Delete?: Keyed & Conditional & Given;
  ConditionCheck?: Keyed & Conditional & Given;
};
type Query = {
  TableName: string;
  IndexName?: string;
  KeyConditionExpression: string;
  FilterExpression?: string;
  ExclusiveStartKey?: Item;
  Limit?: number;
} & Given;
type Statement = { Statement: string; Parameters: unknown[] };
export type StatementAnswer = { Error?: { Code: string; Message: string } };

type Schema = { key: string[]; indexes: Record<string, [partition: string, sort: string]> };
/** As lib/storage.ts makes them. */
const schemas: Record<string, Schema> = {
  registry: { key: ['licensor', 'itemId'], indexes: {} },
  secrets: { key: ['licensor', 'secretId'], indexes: {} },
  events: { key: ['eventKey'], indexes: { byLicensor: ['licensorDay', 'acceptedOrder'] } },
  deliveries: {
    key: ['eventKey', 'targetId'],
    indexes: { due: ['dueShard', 'nextAttemptAt'], open: ['openKey', 'eventId'] },
  },
};
const base = '';

/** What a scan reads in one page. */
const scanPage = 1000;

class Table {
  readonly #schema: Schema;
  readonly #items = new Map<string, Item>();
  /** Per index (the table's own key is one of them): its partitions, each of items by key. */
  readonly #partitions = new Map<string, Map<unknown, Map<string, Item>>>();

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  keyOf(item: Item): string {
    return this.#schema.key.map(name => String(item[name])).join(' ');
  }

  keyAttributes(item: Item): Item {
    return Object.fromEntries(this.#schema.key.map(name => [name, item[name]]));
  }

  get(key: Item): Item | undefined {
    return this.#items.get(this.keyOf(key));
  }

  all(): Item[] {
    return [...this.#items.values()];
  }

  put(item: Item): void {
    const key = this.keyOf(item);
    this.delete(item);
    this.#items.set(key, item);
    for (const [index, partition] of this.#partitionsOf(item)) {
      const partitions = this.#partitions.get(index) ?? new Map<unknown, Map<string, Item>>();
      this.#partitions.set(index, partitions);
      const items = partitions.get(partition) ?? new Map<string, Item>();
      partitions.set(partition, items.set(key, item));
    }
  }

  delete(of: Item): void {
    const key = this.keyOf(of);
    const item = this.#items.get(key);
    if (!item) return;
    this.#items.delete(key);
    for (const [index, partition] of this.#partitionsOf(item))
      this.#partitions.get(index)?.get(partition)?.delete(key);
  }

  /** The items of one partition of an index that a key condition meets, in the index's order. */
  inOrder(index: string, { KeyConditionExpression, ...given }: Query): Item[] {
    const [partition, sort] = this.#indexOf(index);
    const token = Object.entries(given.ExpressionAttributeValues ?? {}).find(([name]) =>
      KeyConditionExpression.startsWith(`${partition} = ${name}`),
    );
    if (!token) throw new Error(`no partition in "${KeyConditionExpression}"`);
    const items = [...(this.#partitions.get(index)?.get(token[1])?.values() ?? [])];
    return items
      .filter(item => meets(KeyConditionExpression, item, given))
      .sort((a, b) => order(a[sort], b[sort]) || order(this.keyOf(a), this.keyOf(b)));
  }

  /** Whether an item comes after the last one of the page before. */
  isAfter(index: string, item: Item, last: Item): boolean {
    const [, sort] = this.#indexOf(index);
    return (order(item[sort], last[sort]) || order(this.keyOf(item), this.keyOf(last))) > 0;
  }

  /** What an index holds of an item: KEYS_ONLY; the table itself everything. */
  projected(index: string, item: Item): Item {
    if (index === base) return item;
    const [partition, sort] = this.#indexOf(index);
    return { ...this.keyAttributes(item), [partition]: item[partition], [sort]: item[sort] };
  }

  #indexOf(index: string): [string, string] {
    const [partition = '', sort = partition] = this.#schema.key;
    const found = index === base ? ([partition, sort] as [string, string]) : this.#schema.indexes[index];
    if (!found) throw new Error(`ValidationException: there is no index ${index}`);
    return found;
  }

  /** Sparse: an item without an index's attributes is not in it. */
  #partitionsOf(item: Item): [index: string, partition: unknown][] {
    return [base, ...Object.keys(this.#schema.indexes)].flatMap((index): [string, unknown][] => {
      const [partition, sort] = this.#indexOf(index);
      return item[partition] === undefined || item[sort] === undefined ? [] : [[index, item[partition]]];
    });
  }
}

export type MemoryDynamo = ReturnType<typeof createMemoryDynamo>;

export function createMemoryDynamo() {
  const tables = new Map<string, Table>();
  const tableOf = (name: string): Table => {
    const schema = schemas[name];
    if (!schema) throw new Error(`ResourceNotFoundException: there is no table ${name}`);
    const table = tables.get(name) ?? new Table(schema);
    tables.set(name, table);
    return table;
  };

  const conditionFailed = () =>
    new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

  const placeOf = ({ Put, Update, Delete, ConditionCheck }: Write) => {
    const of = Put ?? Update ?? Delete ?? ConditionCheck;
    if (!of) throw new Error('ValidationException: an action that is none');
    const table = tableOf(of.TableName);
    const key = 'Item' in of ? of.Item : of.Key;
    return { of, table, key, found: table.get(key) };
  };

  const isAllowed = (write: Write): boolean => {
    const { of, found = {} } = placeOf(write);
    return meets(of.ConditionExpression, found, of);
  };

  const apply = (write: Write): Item => {
    const { of, table, key, found } = placeOf(write);
    if (write.Delete) table.delete(key);
    if (write.Put) table.put(structuredClone(definedOf(write.Put.Item)));
    if (write.Update) {
      const before = found ?? table.keyAttributes(key);
      table.put(structuredClone(definedOf(updated(before, write.Update.UpdateExpression, of))));
    }
    return table.get(key) ?? {};
  };

  const one = (write: Write): Item => {
    if (!isAllowed(write)) throw conditionFailed();
    return apply(write);
  };

  const query = (input: Query) => {
    const { TableName, IndexName: index = base, ExclusiveStartKey: last, Limit = 1000 } = input;
    const table = tableOf(TableName);
    const rest = table.inOrder(index, input).filter(item => !last || table.isAfter(index, item, last));
    const page = rest.slice(0, Limit);
    // DynamoDB does not look further than the limit, so that a last page may be an empty one.
    const end = page.length === Limit ? page.at(-1) : undefined;
    return {
      Items: page
        .filter(item => meets(input.FilterExpression, item, input))
        .map(item => structuredClone(table.projected(index, item))),
      ...(end && { LastEvaluatedKey: table.projected(index === base ? base : index, end) }),
    };
  };

  const scan = (
    input: { TableName: string; FilterExpression?: string; ExclusiveStartKey?: Item } & Given,
  ) => {
    const items = tableOf(input.TableName).all();
    const from = Number(input.ExclusiveStartKey?.['position'] ?? 0);
    const page = items.slice(from, from + scanPage);
    return {
      Items: page
        .filter(item => meets(input.FilterExpression, item, input))
        .map(item => structuredClone(item)),
      ...(from + scanPage < items.length && { LastEvaluatedKey: { position: from + scanPage } }),
    };
  };

  const batchGet = ({ RequestItems }: { RequestItems: Record<string, { Keys: Item[] }> }) => {
    const found = Object.entries(RequestItems).map(([name, { Keys }]) => {
      const table = tableOf(name);
      if (new Set(Keys.map(key => table.keyOf(key))).size !== Keys.length)
        throw new Error('ValidationException: Provided list of item keys contains duplicates');
      return [name, Keys.flatMap(key => structuredClone(table.get(key)) ?? [])];
    });
    return { Responses: Object.fromEntries(found) };
  };

  const transactWrite = ({ TransactItems }: { TransactItems: Write[] }) => {
    const keys = TransactItems.map(write => {
      const { of, table, key } = placeOf(write);
      return `${of.TableName} ${table.keyOf(key)}`;
    });
    if (new Set(keys).size !== keys.length)
      throw new Error('ValidationException: a transaction cannot include several operations on one item');
    const CancellationReasons = TransactItems.map(write => ({
      Code: isAllowed(write) ? 'None' : 'ConditionalCheckFailed',
    }));
    if (CancellationReasons.some(({ Code }) => Code !== 'None'))
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    for (const write of TransactItems) apply(write);
    return {};
  };

  const execute = ({ Statement: text, Parameters: values }: Statement): StatementAnswer => {
    const [, name = ''] = /^(?:INSERT INTO|UPDATE) "([^"]+)"/.exec(text) ?? [];
    const table = tableOf(name);
    if (text.startsWith('INSERT')) {
      const item = zip(namesIn(text, /'([^']+)': \?/g), values);
      if (table.get(item)) return failure('DuplicateItem');
      table.put(structuredClone(item));
      return {};
    }
    const set = namesIn(text, /SET "([^"]+)" = \?/g);
    const where = zip(
      namesIn(text.slice(text.indexOf('WHERE')), /"([^"]+)" = \?/g),
      values.slice(set.length),
    );
    const item = table.get(where);
    if (!item || Object.entries(where).some(([attribute, value]) => item[attribute] !== value))
      return failure('ConditionalCheckFailed');
    const after = { ...item, ...zip(set, values) };
    for (const attribute of namesIn(text, /REMOVE "([^"]+)"/g)) delete after[attribute];
    table.put(structuredClone(after));
    return {};
  };

  return {
    items: (table: string): Item[] => tableOf(table).all(),
    /** Puts an item past all conditions. */
    put: (table: string, item: object): void => tableOf(table).put(structuredClone(definedOf(item as Item))),
    delete: (table: string, key: Item): void => tableOf(table).delete(key),
    clear: (): void => tables.clear(),
    get: ({ TableName, Key }: Keyed) => ({ Item: structuredClone(tableOf(TableName).get(Key)) }),
    batchGet,
    query,
    scan,
    putItem: (input: NonNullable<Write['Put']>) => {
      one({ Put: input });
      return {};
    },
    update: (input: NonNullable<Write['Update']> & { ReturnValues?: string }) => {
      const Attributes = one({ Update: input });
      return input.ReturnValues === 'ALL_NEW' ? { Attributes: structuredClone(Attributes) } : {};
    },
    deleteItem: (input: NonNullable<Write['Delete']>) => {
      one({ Delete: input });
      return {};
    },
    transactWrite,
    executeOne: execute,
    execute: ({ Statements }: { Statements: Statement[] }) => ({ Responses: Statements.map(execute) }),
  };
}

const definedOf = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);
const zip = (names: string[], values: unknown[]): Item =>
  Object.fromEntries(names.map((name, index) => [name, values[index]]));
const failure = (code: string): StatementAnswer => ({ Error: { Code: code, Message: code } });
