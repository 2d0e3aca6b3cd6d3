import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { indexKeysOf } from '../../../core/store/events/event-index.ts';
import { replay } from '../../../ops/event-replay.ts';
import { deliveryOf, eventOf, licensor } from '../../support/builders/records.ts';
import { deliveryItem, eventItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T12:00:00.000Z');
const hour = 3600_000;
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
beforeEach(database.reset);

const tables = { registry: 'registry', events: 'events', deliveries: 'deliveries' };
const target = { licensor, targetId: 'target-1' };
const lastHours = { from: now - 3 * hour, to: now };
const run = (range = lastHours, dryRun = false) =>
  replay(db, tables, target, range, { dryRun, clock: () => now });

/** An event, and its delivery. */
function put(eventId: string, hoursAgo: number, status: 'DELIVERED' | 'FAILED' = 'DELIVERED'): void {
  const event = eventOf({ eventId, acceptedAt: new Date(now - hoursAgo * hour).toISOString() });
  database.put('events', { ...eventItem(event), ...indexKeysOf(event) });
  database.put('deliveries', deliveryItem(deliveryOf({ ...target, eventId, status })));
}
const statuses = () => Object.fromEntries(database.rows().map(({ eventId, status }) => [eventId, status]));

test('what was taken of the events accepted in that time is parked to go out again, and its target drains', async () => {
  put('event-1', 1);
  put('event-2', 2);
  put('before', 4);
  put('failed', 1, 'FAILED');

  expect(await run()).toEqual({ delivered: 2, replayed: 2 });

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

  expect(await run(lastHours, true)).toEqual({ delivered: 1, replayed: 0 });
  expect(statuses()).toEqual({ 'event-1': 'DELIVERED' });
});

test('a time that spans midnight is read to its end', async () => {
  put('today', 1);
  put('yesterday', 13);

  expect(await run({ from: now - 24 * hour, to: now }, true)).toEqual({ delivered: 2, replayed: 0 });
});
