import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { redrive, type Selection } from '../../../ops/failed-deliveries.ts';
import { deliveryOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
beforeEach(database.reset);

const tables = { registry: 'registry', events: 'events', deliveries: 'deliveries' };
const always = { since: 0, until: Number.POSITIVE_INFINITY };
const run = (selection: Partial<Selection>, dryRun = false) =>
  redrive(db, tables, { ...always, ...selection }, { dryRun, clock: () => now });
function put(fields: Partial<Delivery>): void {
  const row = deliveryOf({ status: 'FAILED', attemptCount: 10, ...fields });
  database.put('deliveries', {
    ...deliveryItem(row),
    openKey: `${row.licensor}#${row.targetId}#${row.status}`,
  });
}
const statuses = () => database.rows().map(({ status }) => status);
const healthOf = () => database.items('deliveries').find(item => 'openings' in item);

test('without --yes they are counted by target, and nothing changes', async () => {
  put({ eventId: 'event-1' });
  put({ eventId: 'event-2' });
  put({ eventId: 'event-3', status: 'DELIVERED' });

  expect(await run({ licensor, targetId: 'target-1' }, true)).toEqual([
    { licensor, targetId: 'target-1', failed: 2, redriven: 0 },
  ]);
  expect(statuses()).toEqual(['FAILED', 'FAILED', 'DELIVERED']);
  expect(healthOf()).toBeUndefined();
});

test('they are parked with the whole schedule before them, and their target drains', async () => {
  put({ eventId: 'event-1' });

  expect(await run({ licensor, targetId: 'target-1' })).toMatchObject([{ failed: 1, redriven: 1 }]);

  expect(database.rows()).toMatchObject([
    { status: 'PARKED', attemptCount: 10, scheduleFrom: 10, openKey: `${licensor}#target-1#PARKED` },
  ]);
  expect(healthOf()).toMatchObject({ state: 'DRAINING', nextAttemptAt: now });
});

test('a target that rests goes on resting: they go out when it is back', async () => {
  put({ eventId: 'event-1' });
  const open = { ...healthy({ licensor, targetId: 'target-1' }, now), state: 'OPEN', nextAttemptAt: now + 1 };
  database.put('deliveries', { ...healthKey(open), ...open });

  await run({ licensor, targetId: 'target-1' });

  expect(statuses()).toEqual(['PARKED']);
  expect(healthOf()).toMatchObject({ state: 'OPEN', version: 1 });
});

test('all targets of a licensor, or of all', async () => {
  for (const [of, targetId] of [
    [licensor, 'target-1'],
    [licensor, 'target-2'],
    ['other', 'target-3'],
  ] as const) {
    database.put('registry', targetItem(webhookTarget({ licensor: of, targetId })));
    put({ licensor: of, targetId });
  }

  expect((await run({ licensor }, true)).map(({ targetId }) => targetId)).toEqual(['target-1', 'target-2']);
  expect(await run({}, true)).toHaveLength(3);
});

test('only those that failed in the time that was asked for', async () => {
  put({ eventId: 'early', updatedAt: '2026-01-01T00:00:00.000Z' });
  put({ eventId: 'in-time', updatedAt: '2026-01-02T00:00:00.000Z' });
  put({ eventId: 'late', updatedAt: '2026-01-03T00:00:00.000Z' });
  const since = Date.parse('2026-01-02T00:00:00.000Z');

  await run({ licensor, targetId: 'target-1', since, until: Date.parse('2026-01-03T00:00:00.000Z') });

  const parked = database.rows().filter(({ status }) => status === 'PARKED');
  expect(parked.map(({ eventId }) => eventId)).toEqual(['in-time']);
});

test('a second redrive finds nothing more', async () => {
  put({ eventId: 'event-1' });
  await run({ licensor, targetId: 'target-1' });

  expect(await run({ licensor, targetId: 'target-1' })).toEqual([]);
});
