// DynamoDB in memory at the SDK's edge, for tests of exported handlers: the calls that the stores make, and no others.
// A table's key is whatever its readers ask by, so no schema is typed out here; until somebody reads it every item is a new one.
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';

type Item = Record<string, unknown>;
type Statement = { Statement: string; Parameters: unknown[] };
type Key = { eventKey: string; targetId: string };
type Position = Key & { nextAttemptAt: number };
type DueQuery = {
  TableName: string;
  ExpressionAttributeValues: { ':shard': string; ':now': number };
  ExclusiveStartKey?: Position;
  Limit: number;
};
type Answer = { Error?: { Code: string; Message: string } };

const matches = (item: Item, wanted: Item): boolean =>
  Object.entries(wanted).every(([name, value]) => item[name] === value);
const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);
const zip = (names: string[], values: unknown[]): Item =>
  Object.fromEntries(names.map((name, index) => [name, values[index]]));
const compare = (a: Position, b: Position): number =>
  a.nextAttemptAt - b.nextAttemptAt ||
  a.eventKey.localeCompare(b.eventKey) ||
  a.targetId.localeCompare(b.targetId);
const failure = (code: string): Answer => ({ Error: { Code: code, Message: code } });

export function mockTables() {
  const dynamo = mockClient(DynamoDBDocumentClient);
  const items = new Map<string, Item[]>();
  const keys = new Map<string, string[]>();
  let refusals: string[] = [];
  const of = (table: string): Item[] => items.get(table) ?? [];
  const put = (table: string, item: object): void => {
    items.set(table, [...of(table), { ...item }]);
  };

  function run({ Statement: text, Parameters: values }: Statement): Answer {
    const refused = refusals.shift();
    if (refused !== undefined) return failure(refused);
    const [table = ''] = namesIn(text, /^(?:INSERT INTO|UPDATE) "([^"]+)"/g);
    return text.startsWith('INSERT') ? insert(table, text, values) : update(table, text, values);
  }

  function insert(table: string, text: string, values: unknown[]): Answer {
    const item = zip(namesIn(text, /'([^']+)': \?/g), values);
    const names = keys.get(table);
    const key = Object.fromEntries((names ?? []).map(name => [name, item[name]]));
    if (names && of(table).some(other => matches(other, key))) return failure('DuplicateItem');
    put(table, item);
    return {};
  }

  function update(table: string, text: string, values: unknown[]): Answer {
    const set = namesIn(text, /SET "([^"]+)" = \?/g);
    const where = namesIn(text.slice(text.indexOf('WHERE')), /"([^"]+)" = \?/g);
    const item = of(table).find(other => matches(other, zip(where, values.slice(set.length))));
    if (!item) return failure('ConditionalCheckFailed');
    Object.assign(item, zip(set, values));
    for (const name of namesIn(text, /REMOVE "([^"]+)"/g)) delete item[name];
    return {};
  }

  /** The sparse index `due`, the only one that is asked here: by time, and then by the table's own key. */
  function queryDue({
    TableName,
    ExpressionAttributeValues: values,
    ExclusiveStartKey: from,
    Limit,
  }: DueQuery) {
    const due = of(TableName)
      .map(item => item as Item & Position)
      .filter(item => item['dueShard'] === values[':shard'] && item.nextAttemptAt <= values[':now'])
      .filter(item => !from || compare(item, from) > 0)
      .sort(compare);
    const Items = due.slice(0, Limit).map(({ eventKey, targetId, nextAttemptAt }) => ({
      ...{ eventKey, targetId, nextAttemptAt, dueShard: values[':shard'] },
    }));
    // DynamoDB does not look further than the limit, so that a last page may be an empty one.
    return { Items, LastEvaluatedKey: Items.length === Limit ? Items.at(-1) : undefined };
  }

  const execute = ({ Statements }: { Statements: Statement[] }) => ({ Responses: Statements.map(run) });

  const read = ({ RequestItems }: { RequestItems: Record<string, { Keys: Item[] }> }) => {
    const found = Object.entries(RequestItems).map(([table, { Keys }]) => {
      keys.set(table, Object.keys(Keys[0] ?? {}));
      const items = of(table).filter(item => Keys.some(key => matches(item, key)));
      return [table, items.map(item => ({ ...item }))];
    });
    return { Responses: Object.fromEntries(found) };
  };

  const reset = (): void => {
    items.clear();
    refusals = [];
    dynamo.reset();
    dynamo.on(BatchGetCommand).callsFake(read);
    dynamo.on(GetCommand).callsFake(({ TableName, Key }) => ({
      Item: of(TableName).find(item => matches(item, Key)),
    }));
    dynamo.on(BatchExecuteStatementCommand).callsFake(execute);
    dynamo.on(QueryCommand).callsFake(queryDue);
    dynamo.on(UpdateCommand).resolves({});
  };
  reset();

  return {
    reset,
    put,
    items: of,
    /** The next statements, in order, are answered with these error codes. */
    refuseStatements: (...codes: string[]): void => {
      refusals = codes;
    },
    dynamo,
    /** What a call of BatchExecuteStatement, BatchGet or Query does, for tests that do more in one. */
    execute,
    read,
    queryDue,
    count: () => ({
      reads: dynamo.commandCalls(BatchGetCommand).length,
      writes: dynamo.commandCalls(BatchExecuteStatementCommand).length,
    }),
  };
}
