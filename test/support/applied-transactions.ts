// The Registry in memory, changed by transactions, for tests of what one API makes and the other sees. Of conditions it knows that a new
// item must be new; DynamoDB itself is the integration suite's business.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { mockTables } from './memory-tables.ts';

type Item = Record<string, unknown>;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const keyNames = ['licensor', 'itemId', 'secretId'];
const keyOf = (item: Item): Item =>
  Object.fromEntries(keyNames.flatMap(name => (name in item ? [[name, item[name]]] : [])));
const placeOf = ({ Put, Update, Delete, ConditionCheck }: Write): { table: string; key: Item } => {
  const { TableName = '' } = Put ?? Update ?? Delete ?? ConditionCheck ?? {};
  return {
    table: TableName,
    key: keyOf(Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {}),
  };
};

const added = (a: unknown, b: unknown): unknown =>
  b instanceof Set ? new Set([...((a as Set<unknown>) ?? []), ...b]) : Number(a ?? 0) + Number(b);
const taken = (a: unknown, b: unknown): unknown => {
  const rest = new Set([...((a as Set<unknown>) ?? [])].filter(value => !(b as Set<unknown>).has(value)));
  return rest.size > 0 ? rest : undefined;
};

/** DynamoDB API Reference, UpdateItem: the four clauses, with plain names and values. */
function update(item: Item, { UpdateExpression = '', ...given }: NonNullable<Write['Update']>): void {
  for (const [, verb, list = ''] of UpdateExpression.matchAll(
    /(SET|ADD|REMOVE|DELETE) (.*?)(?= (?:SET|ADD|REMOVE|DELETE) |$)/g,
  )) {
    for (const change of list.split(', ')) {
      const [written = '', placeholder = ''] = change.split(/ = | /);
      const name = given.ExpressionAttributeNames?.[written] ?? written;
      const value = given.ExpressionAttributeValues?.[placeholder];
      const before = item[name];
      const after =
        verb === 'SET'
          ? value
          : verb === 'ADD'
            ? added(before, value)
            : verb === 'DELETE'
              ? taken(before, value)
              : undefined;
      if (after === undefined) delete item[name];
      else item[name] = after;
    }
  }
}

/** From now on transactions are carried out, and lists read what is there. */
export function applyTransactions({ dynamo, items, put }: ReturnType<typeof mockTables>): void {
  const find = ({ table, key }: { table: string; key: Item }) =>
    items(table).find(item => Object.entries(key).every(([name, value]) => item[name] === value));

  dynamo.on(TransactWriteCommand).callsFake(({ TransactItems }: { TransactItems: Write[] }) => {
    const places = TransactItems.map(placeOf);
    if (new Set(places.map(place => JSON.stringify(place))).size !== places.length) {
      throw new Error('ValidationException: a transaction cannot include several operations on one item');
    }
    const CancellationReasons = TransactItems.map((write, index) => ({
      Code:
        write.Put?.ConditionExpression === 'attribute_not_exists(itemId)' &&
        places[index] &&
        find(places[index])
          ? 'ConditionalCheckFailed'
          : 'None',
    }));
    if (CancellationReasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
    }
    for (const [index, write] of TransactItems.entries()) {
      const place = places[index] ?? { table: '', key: {} };
      const found = find(place);
      if (found && !write.Update) items(place.table).splice(items(place.table).indexOf(found), 1);
      if (write.Put) put(place.table, write.Put.Item ?? {});
      if (!write.Update) continue;
      if (!found) put(place.table, place.key);
      update(find(place) ?? {}, write.Update);
    }
    return {};
  });

  dynamo.on(QueryCommand).callsFake(({ TableName, ExpressionAttributeValues, Limit, ExclusiveStartKey }) => {
    const { ':licensor': licensor, ':prefix': prefix } = ExpressionAttributeValues;
    const after = items(TableName)
      .filter(item => item['licensor'] === licensor && String(item['itemId']).startsWith(prefix))
      .filter(item => !ExclusiveStartKey || String(item['itemId']) > ExclusiveStartKey.itemId)
      .sort((a, b) => String(a['itemId']).localeCompare(String(b['itemId'])));
    const Items = after.slice(0, Limit);
    return { Items, ...(after.length > Limit && { LastEvaluatedKey: keyOf(Items.at(-1) ?? {}) }) };
  });
}
