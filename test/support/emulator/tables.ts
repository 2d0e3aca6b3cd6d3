// Reads Herald's tables with root credentials, without the API. Nothing here writes.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Delivery, deliverySchema } from '../../../core/model/delivery/delivery.ts';
import { type Health, healthSchema } from '../../../core/model/target/target-health.ts';
import { herald, heraldAws } from './herald.ts';
import { eventually } from './wait.ts';

export type Item = Record<string, unknown>;

const client = new DynamoDBClient(heraldAws);
const db = DynamoDBDocumentClient.from(client);
const { RegistryTable, EventsTable, DeliveriesTable } = herald.outputs;

export async function allTables(): Promise<readonly string[]> {
  return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
}

export async function allItems(table: string): Promise<Item[]> {
  const items = [];
  for await (const page of paginateScan({ client: db }, { TableName: table }))
    items.push(...(page.Items ?? []));
  return items;
}

async function itemsWith(table: string, keyName: string, value: string): Promise<Item[]> {
  const query = {
    TableName: table,
    KeyConditionExpression: '#key = :value',
    ExpressionAttributeNames: { '#key': keyName },
    ExpressionAttributeValues: { ':value': value },
    ConsistentRead: true,
  };
  const items = [];
  for await (const page of paginateQuery({ client: db }, query)) items.push(...(page.Items ?? []));
  return items;
}

/** All items of a licensor in the Registry: targets, subscriptions, routes and so on. */
export const registryOf = (licensor: string): Promise<Item[]> =>
  itemsWith(RegistryTable, 'licensor', licensor);

export async function secretsOf(licensor: string): Promise<Item[]> {
  const table = (await allTables()).find(name => name.includes('Secrets'));
  if (!table) throw new Error('there is no Secrets table');
  return itemsWith(table, 'licensor', licensor);
}

/** The items that a refused request must not change. */
export const storedOf = async (licensor: string): Promise<{ registry: Item[]; secrets: Item[] }> => ({
  registry: await registryOf(licensor),
  secrets: await secretsOf(licensor),
});

export const eventItems = (licensor: string, eventId: string): Promise<Item[]> =>
  itemsWith(EventsTable, 'eventKey', `${licensor}#${eventId}`);

/** The rows of an event's deliveries. */
export async function deliveriesOf(licensor: string, eventId: string): Promise<Delivery[]> {
  const items = await itemsWith(DeliveriesTable, 'eventKey', `${licensor}#${eventId}`);
  return items.map(item => deliverySchema.parse(item));
}

/** The health of a target; undefined if it never failed. */
export async function healthOf(licensor: string, targetId: string): Promise<Health | undefined> {
  const items = await itemsWith(DeliveriesTable, 'eventKey', `${licensor}#!health`);
  const item = items.find(each => each['targetId'] === targetId);
  return item && healthSchema.parse(item);
}

/** The buckets of slow attempts of a licensor: target ids, and `!` for the licensor's own. */
export async function bucketsOf(licensor: string): Promise<unknown[]> {
  const items = await itemsWith(DeliveriesTable, 'eventKey', `${licensor}#!slow`);
  return items.map(({ targetId }) => targetId);
}

/** Waits until the row of a delivery is as wanted. */
export async function deliveryWhen(
  { licensor, eventId, targetId }: Pick<Delivery, 'licensor' | 'eventId' | 'targetId'>,
  isWanted: (row: Delivery) => boolean,
  boundMilliseconds?: number,
): Promise<Delivery> {
  const row = await eventually(
    `the row of event ${eventId} for target ${targetId}`,
    async () => (await deliveriesOf(licensor, eventId)).find(each => each.targetId === targetId),
    each => each !== undefined && isWanted(each),
    boundMilliseconds,
  );
  return deliverySchema.parse(row);
}
