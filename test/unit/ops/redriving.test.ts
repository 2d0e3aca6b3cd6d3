import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
import { redrive, type Selection } from '../../../ops/failed-deliveries.ts';
import { deliveryOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
beforeEach(() => {
  database.reset();
  for (const name of [licensor, 'other']) database.put('registry', licensorKey(name));
  database.put('registry', targetItem(webhookTarget({ licensor, targetId: 'target-1' })));
});

const tables = {
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
  deliveries: 'deliveries',
};
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

test('a dry run counts FAILED deliveries by target and changes nothing', async () => {
  put({ eventId: 'event-1' });
  put({ eventId: 'event-2' });
  put({ eventId: 'event-3', status: 'DELIVERED' });

  expect(await run({ licensor, targetId: 'target-1' }, true)).toEqual([
    { licensor, targetId: 'target-1', failed: 2, redriven: 0, parked: 0, breaker: 'CLOSED' },
  ]);
  expect(statuses()).toEqual(['FAILED', 'FAILED', 'DELIVERED']);
  expect(healthOf()).toBeUndefined();
});

test('redriven deliveries are parked with a whole new schedule, and their target drains', async () => {
  put({ eventId: 'event-1' });

  expect(await run({ licensor, targetId: 'target-1' })).toMatchObject([
    { failed: 1, redriven: 1, parked: 0, breaker: 'DRAINING' },
  ]);

  expect(database.rows()).toMatchObject([
    { status: 'PARKED', attemptCount: 10, scheduleFrom: 10, openKey: `${licensor}#target-1#PARKED` },
  ]);
  expect(healthOf()).toMatchObject({ state: 'DRAINING', nextAttemptAt: now });
});

test.each(['OPEN', 'DISABLED'] as const)(
  'deliveries to a target that is %s are parked, not redriven',
  async state => {
    put({ eventId: 'event-1' });
    const open = { ...healthy({ licensor, targetId: 'target-1' }, now), state, nextAttemptAt: now + 1 };
    database.put('deliveries', { ...healthKey(open), ...open });

    expect(await run({ licensor, targetId: 'target-1' })).toMatchObject([
      { failed: 1, redriven: 0, parked: 1, breaker: state },
    ]);

    expect(statuses()).toEqual(['PARKED']);
    expect(healthOf()).toMatchObject({ state, version: 1 });
  },
);

test('a selection has all targets of a licensor, or of all licensors', async () => {
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

test('a redrive leaves deliveries that failed before or after its time range', async () => {
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

test('a redrive tells the progress line how many deliveries it has found', async () => {
  put({ eventId: 'event-1' });
  const notes: string[] = [];

  const options = { dryRun: true, clock: () => now, note: (text: string) => notes.push(text) };
  await redrive(db, tables, { ...always, licensor, targetId: 'target-1' }, options);

  expect(notes).toEqual(['1 delivery']);
});
