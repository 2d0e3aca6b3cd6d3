// The deliverers reserve the last three seconds of an invocation for their answer: they do not retry a
// throttled write then.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDeliveryHandler } from '../../../../core/delivery/create-delivery-handler.ts';
import { createMetrics } from '../../../../core/runtime/telemetry/metrics.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { eventOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { eventItem, targetItem } from '../../../support/builders/stored-items.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { delivered } from '../../../support/handlers/deliverer-under-test.ts';
import { environmentOf, tables } from '../../../support/handlers/environments.ts';
import { keptMessages } from '../../../support/handlers/kept-messages.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const database = mockTables();
const clients = { db: database.db, sqs: mockQueues().client() };
const handler = createDeliveryHandler(
  'webhook',
  environmentOf('webhook-deliverer'),
  clients,
  async () => delivered,
  createMetrics('webhook-deliverer'),
);

beforeEach(() => {
  database.reset();
  database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
  database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));
  // The first write is throttled. No waiting between tries.
  database.refuseStatements('ThrottlingError');
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const deliver = async (remainingMs: number) =>
  keptMessages(
    await handler(
      { Records: [taskRecord()] },
      contextOf(() => remainingMs),
    ),
  );

test('with three seconds left a throttled write is not retried, and the message returns to the queue', async () => {
  expect(await deliver(3000)).toEqual(['message-1']);

  expect(database.rows()).toEqual([]);
});

test('with more than three seconds left a throttled write is retried, and the message is acknowledged', async () => {
  expect(await deliver(3001)).toEqual([]);

  expect(database.rows()).toMatchObject([{ status: 'DELIVERED' }]);
});
