import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { replay } from '../../../ops/event-replay.ts';
import { deliveryOf, eventOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T12:00:00.000Z');
const hour = 3600_000;
const target = { licensor, targetId: 'target-1' };
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
beforeEach(() => {
  database.reset();
  database.put('registry', targetItem(webhookTarget(target)));
});

const tables = {
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
  deliveries: 'deliveries',
};
const lastHours = { from: now - 3 * hour, to: now };
const run = (range = lastHours, dryRun = false) =>
  replay(db, tables, target, range, { dryRun, clock: () => now });

/** An event, and its delivery. */
function put(eventId: string, hoursAgo: number, status: 'DELIVERED' | 'FAILED' = 'DELIVERED'): void {
  const event = eventOf({ eventId, acceptedAt: new Date(now - hoursAgo * hour).toISOString() });
  database.accept(event);
  database.put('deliveries', deliveryItem(deliveryOf({ ...target, eventId, status })));
}
const statuses = () => Object.fromEntries(database.rows().map(({ eventId, status }) => [eventId, status]));

test('DELIVERED events of the time range are parked to go out again, and their target drains', async () => {
  put('event-1', 1);
  put('event-2', 2);
  put('before', 4);
  put('failed', 1, 'FAILED');

  expect(await run()).toEqual({ delivered: 2, replayed: 2, parked: 0, breaker: 'DRAINING' });

  expect(statuses()).toEqual({
    'event-1': 'PARKED',
    'event-2': 'PARKED',
    before: 'DELIVERED',
    failed: 'FAILED',
  });
  expect(database.rows().find(({ eventId }) => eventId === 'event-1')).toMatchObject({
    scheduleFrom: 1,
    attemptCount: 1,
    openKey: `${licensor}#target-1#PARKED`,
  });
  expect(database.items('deliveries').find(item => 'openings' in item)).toMatchObject({ state: 'DRAINING' });
});

test('a dry run counts and changes nothing', async () => {
  put('event-1', 1);

  expect(await run(lastHours, true)).toEqual({ delivered: 1, replayed: 0, parked: 0, breaker: 'CLOSED' });
  expect(statuses()).toEqual({ 'event-1': 'DELIVERED' });
});

test('a time range over midnight is read to its end', async () => {
  put('today', 1);
  put('yesterday', 13);

  expect(await run({ from: now - 24 * hour, to: now }, true)).toMatchObject({ delivered: 2, replayed: 0 });
});

test.each(['OPEN', 'DISABLED'] as const)(
  'events for a target that is %s are parked, not replayed',
  async state => {
    put('event-1', 1);
    database.put('deliveries', { ...healthKey(target), ...healthy(target, now), state });

    expect(await run()).toEqual({ delivered: 1, replayed: 0, parked: 1, breaker: state });

    expect(statuses()).toEqual({ 'event-1': 'PARKED' });
  },
);
