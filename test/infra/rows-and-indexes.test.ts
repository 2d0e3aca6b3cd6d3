// The items that the stores write, against the tables of the template. An item is in an index if it has all
// key attributes of the index.
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { Delivery } from '../../core/model/delivery/delivery.ts';
import { createDeliveries } from '../../core/store/deliveries/deliveries.ts';
import { createEvents } from '../../core/store/events/events.ts';
import { deliveryOf, eventOf } from '../support/builders/records.ts';
import { deliveryItem } from '../support/builders/stored-items.ts';
import { mockTables } from '../support/dynamodb/memory-tables.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const keysSchema = z.array(z.object({ AttributeName: z.string() }));
const indexSchema = z.object({ IndexName: z.string(), KeySchema: keysSchema });
const tableSchema = z.object({
  KeySchema: keysSchema,
  GlobalSecondaryIndexes: z.array(indexSchema).default([]),
});

const database = mockTables();
const { db } = database;
const deliveries = createDeliveries(db, 'deliveries');
beforeEach(() => database.reset());

function schemaOf(table: string): z.infer<typeof tableSchema> {
  const found = resourcesOf(templateOfStage('prod'), 'AWS::DynamoDB::GlobalTable').find(([id]) =>
    new RegExp(`^Storage${table}[0-9A-F]{8}$`).test(id),
  );
  if (!found) throw new Error(`no table ${table}`);
  return tableSchema.parse(found[1].Properties);
}
const has = (item: Record<string, unknown>, keys: z.infer<typeof keysSchema>) =>
  keys.every(({ AttributeName }) => item[AttributeName] !== undefined);
const indexesWith = (table: string, item: Record<string, unknown>) =>
  schemaOf(table)
    .GlobalSecondaryIndexes.filter(({ KeySchema }) => has(item, KeySchema))
    .map(({ IndexName }) => IndexName)
    .sort();

/** The item in the table after `before` was replaced by `after`. */
async function written(after: Delivery, before?: Delivery): Promise<Record<string, unknown>> {
  if (before) database.put('deliveries', { ...deliveryItem(before), dueShard: 'x', openKey: 'x' });
  const [outcome] = await deliveries.record([{ before, after }], () => false);
  expect(outcome?.recorded).toBe('RECORDED');
  return database.items('deliveries')[0] ?? {};
}

const waiting = deliveryOf({ status: 'WAITING', nextAttemptAt: 5 });

test.each([
  { row: waiting, indexes: ['due', 'openByTime'] },
  { row: deliveryOf({ status: 'PARKED' }), indexes: ['openByTime'] },
  { row: deliveryOf({ status: 'FAILED' }), indexes: ['openByTime'] },
  { row: deliveryOf({ status: 'DELIVERED' }), indexes: [] },
  { row: deliveryOf({ status: 'CANCELLED' }), indexes: [] },
])('a $row.status row is in the indexes $indexes, new or changed from WAITING', async ({ row, indexes }) => {
  expect(indexesWith('Deliveries', await written(row))).toEqual(indexes);
  database.reset();
  expect(indexesWith('Deliveries', await written(row, waiting))).toEqual(indexes);
});

test('a row has the key of its table and a time to live', async () => {
  const item = await written(waiting);

  expect(has(item, schemaOf('Deliveries').KeySchema)).toBe(true);
  expect(item['expiresAt']).toBe(Date.parse(waiting.updatedAt) / 1000 + 30 * 24 * 3600);
});

test('an event and its page have the keys of their tables and indexes, and a time to live', async () => {
  await createEvents(db, { events: 'events', eventPages: 'event-pages' }).put([eventOf()], () => false);
  const [event = {}] = database.items('events');
  const [page = {}] = database.items('event-pages');

  expect(has(event, schemaOf('Events').KeySchema)).toBe(true);
  expect(has(page, schemaOf('EventPages').KeySchema)).toBe(true);
  expect(indexesWith('Events', event)).toEqual([]);
  expect(indexesWith('EventPages', page)).toEqual(['byTime']);
  for (const { expiresAt } of [event, page])
    expect(expiresAt).toBe(Date.parse(eventOf().acceptedAt) / 1000 + 30 * 24 * 3600);
});
