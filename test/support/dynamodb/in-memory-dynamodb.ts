// The in-memory DynamoDB: carries out the commands of `DynamoDBDocumentClient.send` on tables with the keys
// and indexes of lib/storage.ts. `store-contract.ts` tests that it behaves as DynamoDB does. It records no
// calls, so that a test may send millions of them.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type BatchExecuteStatementCommandInput,
  type BatchGetCommandInput,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  type GetCommandInput,
  type PutCommandInput,
  type QueryCommandInput,
  type ScanCommandInput,
  type TransactWriteCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import {
  type Condition,
  compare,
  type Given,
  holds,
  type Item,
  invalid,
  nameOf,
  parseCondition,
  requireAllUsed,
  resolve,
} from './expression.ts';
import { itemSize, readUnits } from './item-size.ts';
import { itemFrom, parseStatement, type Statement } from './partiql.ts';
import { createTable, storedCopy, type Table, type TableSchema } from './table.ts';
import { updated } from './update.ts';

/** 'NEVER': the call gets no answer. */
type Refusal = Error | 'NEVER' | undefined;
/** All undefined: DynamoDB works without faults. */
export type DynamoFaults = {
  /** Called before a command is carried out. An error that it returns is thrown instead. */
  before?: ((command: string, input: unknown) => Refusal) | undefined;
  /** Called after a command was carried out. An error that it returns replaces the answer. */
  after?: ((command: string, input: unknown) => Refusal) | undefined;
  /** Returns the error code of one statement of a batch, which is then not carried out. */
  statement?: ((statement: Statement) => string | undefined) | undefined;
  /** Whether a key of a BatchGet comes back unprocessed. */
  unprocessed?: ((table: string, key: Item) => boolean) | undefined;
};

/** The schemas of Herald's tables. @param names that a test gives the tables */
export const heraldSchemas = (names: {
  registry: string;
  secrets: string;
  events: string;
  eventPages: string;
  deliveries: string;
}): Record<string, TableSchema> => ({
  [names.registry]: { key: ['licensor', 'itemId'] },
  [names.secrets]: { key: ['licensor', 'secretId'] },
  [names.events]: { key: ['eventKey'] },
  [names.eventPages]: {
    key: ['licensorDay', 'position'],
    indexes: { byTime: ['dayShard', 'position'] },
    projected: { byTime: ['eventIds'] },
  },
  [names.deliveries]: {
    key: ['eventKey', 'targetId'],
    indexes: { due: ['dueShard', 'nextAttemptAt'], openByTime: ['openKey', 'updatedAt'] },
  },
});

/** DynamoDB ends a page at 1 MB if there is no limit; the in-memory DynamoDB after this many items. */
const itemsPerPage = 1000;
const keysPerGet = 100;
const statementsPerCall = 25;
const actionsPerTransaction = 100;

type Change = { id: string; after: Item | undefined };
type OnRefusal = (command: string, input: unknown, error: Error) => void;
type OnAnswer = (command: string, input: unknown, answer: object) => void;
type OnWrite = (table: string, before: Item | undefined, after: Item | undefined) => void;

export type InMemoryDynamoDb = ReturnType<typeof createInMemoryDynamoDb>;

export function createInMemoryDynamoDb(schemas: Record<string, TableSchema>) {
  const tables = new Map<string, Table>();
  const faults: DynamoFaults = {};
  let onWrite: OnWrite | undefined;
  let onAnswer: OnAnswer | undefined;
  let onRefusal: OnRefusal | undefined;

  const clear = (): void => {
    for (const [name, schema] of Object.entries(schemas)) tables.set(name, createTable(schema));
    Object.assign(faults, {
      before: undefined,
      after: undefined,
      statement: undefined,
      unprocessed: undefined,
    });
    onWrite = undefined;
    onAnswer = undefined;
    onRefusal = undefined;
  };
  clear();

  const tableOf = (name: string | undefined): Table => {
    const table = tables.get(name ?? '');
    if (table) return table;
    throw Object.assign(new Error(`there is no table ${name}`), { name: 'ResourceNotFoundException' });
  };
  const write = (name: string, { id, after }: Change): void => {
    const table = tableOf(name);
    const before = table.items.get(id);
    table.write(id, after);
    onWrite?.(name, before, table.items.get(id));
  };

  const get = ({ TableName, Key = {} }: GetCommandInput) => {
    const item = tableOf(TableName).get(Key);
    return item ? { Item: storedCopy(item) } : {};
  };

  const batchGet = ({ RequestItems = {}, ReturnConsumedCapacity }: BatchGetCommandInput) => {
    const consumed: { CapacityUnits: number }[] = [];
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, { Keys: Item[] }> = {};
    const entries = Object.entries(RequestItems).map(([name, { Keys = [], ...how }]) => ({
      name,
      Keys,
      ...how,
    }));
    const count = entries.reduce((sum, { Keys }) => sum + Keys.length, 0);
    if (count === 0 || count > keysPerGet) throw invalid(`${count} keys in one BatchGetItem`);
    for (const { name, Keys, ...how } of entries) {
      const table = tableOf(name);
      if (new Set(Keys.map(table.idOf)).size !== Keys.length) throw invalid('the keys are not distinct');
      const left = Keys.filter(key => faults.unprocessed?.(name, key));
      const found = Keys.filter(key => !left.includes(key)).flatMap((key): Item[] => {
        const item = table.get(key);
        return item ? [item] : [];
      });
      const units = found.map(item => readUnits(itemSize(item), how.ConsistentRead));
      consumed.push({ CapacityUnits: units.reduce((sum, one) => sum + one, 0) });
      requireAllUsed([how.ProjectionExpression], how);
      const names = how.ProjectionExpression?.split(/\s*,\s*/).map(one => nameOf(one, how));
      Responses[name] = found.map(item => storedCopy(names ? only(item, names) : item));
      if (left.length > 0) UnprocessedKeys[name] = { Keys: left };
    }
    return { Responses, UnprocessedKeys, ...(ReturnConsumedCapacity && { ConsumedCapacity: consumed }) };
  };

  const query = (input: QueryCommandInput) => {
    const {
      TableName,
      IndexName,
      KeyConditionExpression = '',
      ExclusiveStartKey,
      Limit = itemsPerPage,
    } = input;
    requireAllUsed([KeyConditionExpression, input.FilterExpression, input.ProjectionExpression], input);
    if (IndexName !== undefined && input.ConsistentRead)
      throw invalid('an index cannot be read consistently');
    const table = tableOf(TableName);
    const sorted = table.sortedBy(IndexName);
    const keys = [...table.key, ...sorted.names];
    const projected = schemas[TableName ?? '']?.projected?.[IndexName ?? ''] ?? [];
    const range = rangeOf(parseCondition(KeyConditionExpression), sorted.names, input);
    if (ExclusiveStartKey && !range.holds(ExclusiveStartKey[sorted.names[1]]))
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    const seen: Item[] = [];
    let next: Item | undefined;
    const isForward = input.ScanIndexForward ?? true;
    const entries = isForward
      ? sorted.from(range.partition, range.low, ExclusiveStartKey, table.idOf)
      : sorted.backFrom(range.partition, ExclusiveStartKey, table.idOf);
    for (const { sort, id } of entries) {
      // Backwards, the entries above the range come first. A condition with ">" excludes the value at which
      // the range begins.
      if (!range.holds(sort) && (isForward ? sort === range.low : seen.length === 0)) continue;
      if (!range.holds(sort)) break;
      const item = table.items.get(id);
      if (!item) throw new Error(`the index of the in-memory DynamoDB has an entry without an item: ${id}`);
      seen.push(IndexName === undefined ? item : only(item, [...keys, ...projected]));
      if (seen.length < Limit) continue;
      next = only(item, keys);
      break;
    }
    return { ...pageOf(seen, next, input), ...consumedBy(seen, input) };
  };

  const scan = (input: ScanCommandInput) => {
    const { TableName, ExclusiveStartKey, Limit = itemsPerPage } = input;
    requireAllUsed([input.FilterExpression, input.ProjectionExpression], input);
    if (input.IndexName !== undefined) throw invalid('the in-memory DynamoDB scans tables only');
    const table = tableOf(TableName);
    const from = ExclusiveStartKey ? table.idOf(ExclusiveStartKey) : '';
    const ids = [...table.items.keys()].filter(id => id > from).sort();
    const items = ids.slice(0, Limit).map(id => table.items.get(id) ?? {});
    const last = items.length === Limit ? items.at(-1) : undefined;
    return pageOf(items, last && only(last, table.key), input);
  };

  type Conditional = Given & {
    ConditionExpression?: string | undefined;
    UpdateExpression?: string | undefined;
  };
  /** @returns the change that a write makes, or undefined if its condition is false */
  const change = (
    table: Table,
    input: Conditional,
    key: Item,
    make: (before: Item | undefined) => Item | undefined,
  ): Change | undefined => {
    const { ConditionExpression: condition, UpdateExpression: update } = input;
    requireAllUsed([condition, update], input);
    const id = table.idOf(key);
    const before = table.items.get(id);
    if (condition !== undefined && !holds(parseCondition(condition), before ?? {}, input)) return undefined;
    return { id, after: make(before) };
  };
  const changes = {
    put: (input: Omit<PutCommandInput, 'ReturnValues'>) =>
      change(tableOf(input.TableName), input, input.Item ?? {}, () => input.Item),
    update: (input: Omit<UpdateCommandInput, 'ReturnValues'>) => {
      const table = tableOf(input.TableName);
      const Key = wholeKey(table, input.Key);
      return change(table, input, Key, before =>
        updated(before ?? Key, input.UpdateExpression, input, table.key),
      );
    },
    delete: (input: Omit<DeleteCommandInput, 'ReturnValues'>) => {
      const table = tableOf(input.TableName);
      return change(table, input, wholeKey(table, input.Key), () => undefined);
    },
  };

  const carryOut = (name: string | undefined, made: Change | undefined): Change => {
    if (!made) {
      const $metadata = { httpStatusCode: 400 };
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata });
    }
    write(name ?? '', made);
    return made;
  };
  const put = (input: PutCommandInput) => {
    carryOut(input.TableName, changes.put(input));
    return {};
  };
  const remove = (input: DeleteCommandInput) => {
    carryOut(input.TableName, changes.delete(input));
    return {};
  };
  const update = (input: UpdateCommandInput) => {
    const { id } = carryOut(input.TableName, changes.update(input));
    if (input.ReturnValues === undefined || input.ReturnValues === 'NONE') return {};
    if (input.ReturnValues !== 'ALL_NEW') throw invalid('the in-memory DynamoDB returns ALL_NEW or nothing');
    return { Attributes: storedCopy(tableOf(input.TableName).items.get(id)) };
  };

  const transactWrite = ({ TransactItems = [] }: TransactWriteCommandInput) => {
    if (TransactItems.length === 0 || TransactItems.length > actionsPerTransaction) {
      throw invalid(`${TransactItems.length} actions in one transaction`);
    }
    const planned = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      if (Put) return { table: Put.TableName ?? '', key: Put.Item ?? {}, made: changes.put(Put) };
      if (Update)
        return { table: Update.TableName ?? '', key: Update.Key ?? {}, made: changes.update(Update) };
      if (Delete)
        return { table: Delete.TableName ?? '', key: Delete.Key ?? {}, made: changes.delete(Delete) };
      const { TableName = '', Key = {}, ...check } = ConditionCheck ?? {};
      return { table: TableName, key: Key, made: change(tableOf(TableName), check, Key, before => before) };
    });
    const items = planned.map(({ table, key }) => `${table} ${tableOf(table).idOf(key)}`);
    if (new Set(items).size !== items.length) throw invalid('two actions on one item');
    if (planned.some(({ made }) => !made)) {
      const CancellationReasons = planned.map(({ made }) => ({
        Code: made ? 'None' : 'ConditionalCheckFailed',
      }));
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    }
    for (const { table, made } of planned) if (made) write(table, made);
    return {};
  };

  const execute = ({ Statements = [] }: BatchExecuteStatementCommandInput) => {
    if (Statements.length === 0 || Statements.length > statementsPerCall) {
      throw invalid(`${Statements.length} statements in one call`);
    }
    const touched = new Set<string>();
    return { Responses: Statements.map(one => executeOne(one as Statement, touched)) };
  };
  const executeOne = (statement: Statement, touched: Set<string>) => {
    const failed = (Code: string) => ({ Error: { Code, Message: Code } });
    const refused = faults.statement?.(statement);
    if (refused !== undefined) return failed(refused);
    const parsed = parseStatement(statement.Statement);
    const table = tableOf(parsed.table);
    const { Parameters: values } = statement;
    const item =
      parsed.kind === 'INSERT'
        ? itemFrom(parsed.names, values)
        : itemFrom(parsed.where, values.slice(parsed.set.length));
    const id = table.idOf(item);
    if (touched.has(id)) throw invalid('two statements of a batch on one item');
    touched.add(id);
    const before = table.items.get(id);
    if (parsed.kind === 'INSERT') {
      if (before) return failed('DuplicateItem');
      write(parsed.table, { id, after: item });
      return { TableName: parsed.table };
    }
    if (!before || Object.entries(item).some(([name, value]) => before[name] !== value)) {
      return failed('ConditionalCheckFailed');
    }
    if ([...parsed.set, ...parsed.removed].some(name => table.key.includes(name)))
      return failed('ValidationError');
    const after = { ...before, ...itemFrom(parsed.set, values) };
    for (const name of parsed.removed) delete after[name];
    write(parsed.table, { id, after });
    return { TableName: parsed.table };
  };

  const operations: Record<string, (input: never) => object> = {
    GetCommand: get,
    BatchGetCommand: batchGet,
    QueryCommand: query,
    ScanCommand: scan,
    PutCommand: put,
    UpdateCommand: update,
    DeleteCommand: remove,
    TransactWriteCommand: transactWrite,
    BatchExecuteStatementCommand: execute,
  };
  /** Carries out a command, without the faults `before` and `after`. */
  const carryOutCommand = (name: string, input: unknown): object => {
    const operation = operations[name];
    if (!operation) throw new Error(`the in-memory DynamoDB does not support ${name}`);
    return operation(input as never);
  };
  const fail = async (refusal: Refusal): Promise<void> => {
    if (refusal === 'NEVER') await new Promise(() => {});
    if (refusal) throw refusal;
  };
  const send = async (command: { input: unknown }): Promise<object> => {
    const name = command.constructor.name;
    const refusal = faults.before?.(name, command.input);
    if (refusal instanceof Error) onRefusal?.(name, command.input, refusal);
    // The await lets concurrent callers take turns, also without a fault.
    await fail(refusal);
    const answer = carryOutCommand(name, command.input);
    onAnswer?.(name, command.input, answer);
    await fail(faults.after?.(name, command.input));
    return answer;
  };

  return {
    faults,
    clear,
    /** Makes all document clients use the in-memory DynamoDB. @returns a function that undoes it */
    install: (): (() => void) => {
      const { prototype } = DynamoDBDocumentClient;
      Object.defineProperty(prototype, 'send', { value: send, configurable: true, writable: true });
      return () => {
        Reflect.deleteProperty(prototype, 'send');
      };
    },
    carryOutCommand,
    /** Writes an item without a store. */
    put: (table: string, item: object): void =>
      write(table, { id: tableOf(table).idOf({ ...item }), after: { ...item } }),
    /** Deletes an item without a store, as an expired TTL does. */
    remove: (table: string, key: Item): void =>
      write(table, { id: tableOf(table).idOf(key), after: undefined }),
    item: (table: string, key: Item): Item | undefined => storedCopy(tableOf(table).get(key)),
    /** The stored items themselves, not copies: do not change them. */
    items: (table: string): Iterable<Readonly<Item>> => tableOf(table).items.values(),
    /** Called for each write, as a stream would be, until the in-memory DynamoDB is cleared. */
    onWrite: (listener: OnWrite): void => {
      onWrite = listener;
    },
    /** Called for each command that `faults.before` refuses, until the in-memory DynamoDB is cleared. */
    onRefusal: (listener: OnRefusal): void => {
      onRefusal = listener;
    },
    /** Called for each command and its answer, until the in-memory DynamoDB is cleared. */
    onAnswer: (listener: OnAnswer): void => {
      onAnswer = listener;
    },
  };
}

const only = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]]])));

function wholeKey(table: Table, key: Item = {}): Item {
  const names = Object.keys(key);
  if (names.length === table.key.length && table.key.every(name => names.includes(name))) return key;
  throw invalid('the key does not match the schema');
}

/** What a query has read, if the caller asks for it. */
const consumedBy = (seen: readonly Item[], input: QueryCommandInput) => {
  const bytes = seen.reduce((sum, item) => sum + itemSize(item), 0);
  const CapacityUnits = readUnits(bytes, input.ConsistentRead);
  return input.ReturnConsumedCapacity ? { ConsumedCapacity: { CapacityUnits } } : {};
};

function pageOf(
  seen: readonly Item[],
  next: Item | undefined,
  input: Given & {
    FilterExpression?: string | undefined;
    ProjectionExpression?: string | undefined;
    Select?: string | undefined;
  },
) {
  const { FilterExpression: filter, ProjectionExpression: projection } = input;
  const found = filter === undefined ? seen : seen.filter(item => holds(parseCondition(filter), item, input));
  const names = projection?.split(',').map(name => nameOf(name.trim(), input));
  return {
    ...(input.Select !== 'COUNT' && {
      Items: found.map(item => storedCopy(names ? only(item, names) : item)),
    }),
    Count: found.length,
    ScannedCount: seen.length,
    ...(next && { LastEvaluatedKey: storedCopy(next) }),
  };
}

/**
 * The range that a key condition selects: in one partition, the sort values from `low` on that pass `holds`.
 */
function rangeOf(condition: Condition, [partitionName, sortName]: readonly [string, string], given: Given) {
  const parts = condition.op === 'and' ? condition.parts : [condition];
  const isOf = (part: Condition, name: string): boolean => {
    const operand = part.op === 'call' ? part.args[0] : 'left' in part ? part.left : undefined;
    return operand !== undefined && 'name' in operand && nameOf(operand.name, given) === name;
  };
  const partition = parts.find(part => isOf(part, partitionName));
  const [sort, ...more] = parts.filter(part => part !== partition);
  if (partition?.op !== 'compare' || partition.comparator !== '=' || more.length > 0) {
    throw invalid('a key condition is a partition and at most one condition on the sort key');
  }
  if (sort && !isOf(sort, sortName)) throw invalid(`expected a condition on ${sortName}`);
  if (sort?.op === 'between' && compare('>', resolve(sort.low, {}, given), resolve(sort.high, {}, given)))
    throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
  return {
    partition: String(resolve(partition.right, {}, given)),
    low: lowOf(sort, given),
    holds: (value: unknown): boolean => sort === undefined || holds(sort, { [sortName]: value }, given),
  };
}

/** The lowest sort value that a condition may match; undefined if it has no lower bound. */
function lowOf(condition: Condition | undefined, given: Given): unknown {
  if (condition === undefined) return undefined;
  if (condition.op === 'between') return resolve(condition.low, {}, given);
  const [, prefix] = condition.op === 'call' && condition.name === 'begins_with' ? condition.args : [];
  if (prefix) return resolve(prefix, {}, given);
  if (condition.op === 'compare' && /^>?=$|^>$/.test(condition.comparator))
    return resolve(condition.right, {}, given);
  if (condition.op === 'compare' && /^<=?$/.test(condition.comparator)) return undefined;
  throw invalid('the in-memory DynamoDB does not support this condition on a sort key');
}
