// The audit on the in-memory DynamoDB: an expected delivery without a row becomes due, and nothing else is
// written.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createMissingRows } from '../../../../core/store/deliveries/missing-rows.ts';
import { createWatermark } from '../../../../core/store/deliveries/watermark.ts';
import { indexKeysOf } from '../../../../core/store/events/event-index.ts';
import { createEventReader } from '../../../../core/store/events/event-reader.ts';
import { createRouteScan } from '../../../../core/store/registry/route-scan.ts';
import { audit } from '../../../../lambdas/audit/audit.ts';
import { auditRange } from '../../../../lambdas/audit/audit-range.ts';
import { deliveryOf, eventOf, licensor } from '../../../support/builders/records.ts';
import { deliveryItem, eventItem } from '../../../support/builders/stored-items.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { recordingLog } from '../../../support/handlers/recording-log.ts';
import { recordingMetrics } from '../../../support/handlers/recording-metrics.ts';

const now = Date.parse('2026-01-02T12:00:00.000Z');
const minute = 60_000;
const iso = (time: number) => new Date(time).toISOString();
const database = mockTables();
const { db } = database;
let log = recordingLog();
let metrics = recordingMetrics();
beforeEach(() => {
  database.reset();
  log = recordingLog();
  metrics = recordingMetrics();
});

const deps = (time = now) => ({
  routes: createRouteScan(db, 'registry'),
  events: createEventReader(db, 'events'),
  rows: createMissingRows(db, 'deliveries'),
  watermark: createWatermark(db, 'deliveries'),
  clock: () => time,
  log,
  metrics,
});
const run = (time = now, hasTime = () => true) => audit(deps(time), hasTime);

/** A route with two targets. */
function subscribe(of = licensor, since = '2026-01-01T00:00:00.000Z'): void {
  database.put('registry', {
    licensor: of,
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#subscription-1': {
      createdAt: since,
      targets: { 'target-1': { channel: 'webhook', since }, 'target-2': { channel: 'aws', since } },
    },
  });
}
function accept(eventId: string, acceptedAt: number, of = licensor): void {
  const event = eventOf({ licensor: of, eventId, acceptedAt: iso(acceptedAt) });
  database.put('events', { ...eventItem(event), ...indexKeysOf(event) });
}
const watermark = () => database.items('deliveries').find(({ eventKey }) => eventKey === '#audit')?.['until'];
const rows = () => database.rows().filter(({ eventKey }) => eventKey !== '#audit');
const settled = now - 20 * minute;

test('a missing row is created, due in a minute, with the fields of its delivery task', async () => {
  subscribe();
  accept('event-1', settled);
  database.put('deliveries', deliveryItem(deliveryOf({ status: 'DELIVERED' })));

  await run();

  expect(rows().find(({ targetId }) => targetId === 'target-2')).toMatchObject({
    licensor,
    eventId: 'event-1',
    status: 'WAITING',
    channel: 'aws',
    subscriptionId: 'subscription-1',
    attemptCount: 0,
    nextAttemptAt: now + minute,
    dueShard: expect.any(String),
  });
  expect(rows().find(({ targetId }) => targetId === 'target-1')).toMatchObject({ status: 'DELIVERED' });
});

test('if no row is missing, only the watermark is written', async () => {
  subscribe();
  accept('event-1', settled);
  for (const targetId of ['target-1', 'target-2'])
    database.put('deliveries', deliveryItem(deliveryOf({ targetId, status: 'PARKED' })));

  await run();

  expect(database.count().writes).toBe(0);
  expect(database.updates()).toBe(1);
  expect(watermark()).toBe(iso(now - 15 * minute));
});

test('two concurrent audits and a later one create a missing row once', async () => {
  subscribe();
  accept('event-1', settled);

  await Promise.all([run(), run()]);
  const made = structuredClone(rows());
  await run(now + 15 * minute);

  expect(rows()).toHaveLength(2);
  expect(rows()).toEqual(made);
});

test('events of the last 15 minutes are not audited', async () => {
  subscribe();
  accept('event-1', now - 15 * minute);

  await run();
  expect(rows()).toEqual([]);
  await run(now + 1);

  expect(rows()).toHaveLength(2);
});

test('a subscription created after an event expects no delivery of it', async () => {
  subscribe(licensor, iso(settled + minute));
  accept('event-1', settled);

  await run();

  expect(rows()).toEqual([]);
});

test('a licensor without subscriptions costs no query', async () => {
  accept('event-1', settled, 'other');
  database.put('registry', { licensor: 'other', itemId: 'ROUTE#OfferStatus#LiveStatusUpdated' });

  await run();

  expect(database.dynamo.commandCalls(QueryCommand)).toEqual([]);
});

test('after an outage, the audit catches up slice by slice, across midnight too', async () => {
  subscribe();
  await run(now - 24 * 60 * minute);
  accept('event-1', now - 13 * 60 * minute);
  accept('event-2', now - 60 * minute);

  await run();

  expect(
    rows()
      .map(({ eventId }) => eventId)
      .sort(),
  ).toEqual(['event-1', 'event-1', 'event-2', 'event-2']);
  expect(watermark()).toBe(iso(now - 15 * minute));
});

test('a run that is out of time ends after a slice, and the next run continues there', async () => {
  subscribe();
  await run(now - 60 * minute);
  accept('event-1', now - 20 * minute);
  let slices = 0;

  await run(now, () => slices++ < 2);
  expect(watermark()).toBe(iso(now - 45 * minute));
  expect(rows()).toEqual([]);
  await run();

  expect(rows()).toHaveLength(2);
});

test('the watermark never goes back', async () => {
  await run();
  expect(await deps().watermark.advance(now - 60 * minute)).toBe(false);
  expect(watermark()).toBe(iso(now - 15 * minute));
});

test('the watermark does not pass a slice whose missing rows could not be created', async () => {
  subscribe();
  accept('event-1', settled);
  await run(settled + 15 * minute);
  const before = watermark();
  database.refuseStatements('ValidationError');

  await run();

  expect(watermark()).toBe(before);
  expect(rows()).toHaveLength(1);
  expect(metrics.sum('AuditRequeued')).toBeGreaterThan(0);
});

test('the watermark does not pass a slice that could not be read', async () => {
  subscribe();
  accept('event-1', settled);
  await run(now - 15 * minute);
  const before = watermark();
  database.dynamo.on(QueryCommand).rejectsOnce(new Error('DynamoDB is out of order'));

  await run();
  expect(watermark()).toBe(before);
  database.dynamo.on(QueryCommand).callsFake(database.queryDue);
  await run();

  expect(rows()).toHaveLength(2);
});

test('a dry run counts missing rows and writes nothing', async () => {
  subscribe();
  accept('event-1', settled);
  const { byLicensor } = await deps().routes.all();

  const audited = await auditRange({ from: now - 60 * minute, to: now }, byLicensor, deps(), {
    dryRun: true,
  });

  expect(audited).toEqual({ events: 1, expected: 2, missing: 2, failed: 0 });
  expect(rows()).toEqual([]);
});

test('an invalid route is logged as an error and does not block other routes', async () => {
  subscribe();
  accept('event-1', settled);
  database.put('registry', { licensor: 'other', itemId: 'ROUTE#OfferStatus#X', 'by#s': { targets: 1 } });

  await run();

  expect(rows()).toHaveLength(2);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});
