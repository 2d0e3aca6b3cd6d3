// The audit on the in-memory DynamoDB: an expected delivery without a row becomes due, and nothing else is
// written.
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createMissingRows } from '../../../../core/store/deliveries/missing-rows.ts';
import { createStatisticsWriter } from '../../../../core/store/deliveries/statistics.ts';
import { createWatermarks } from '../../../../core/store/deliveries/watermark.ts';
import { cursorAt, timeOf } from '../../../../core/store/events/event-cursor.ts';
import { createEventHeads } from '../../../../core/store/events/event-heads.ts';
import { createEvents } from '../../../../core/store/events/events.ts';
import { allTimeShards, createPagesByTime } from '../../../../core/store/events/pages-by-time.ts';
import { cacheRoutes } from '../../../../core/store/registry/route-cache.ts';
import { createRoutes } from '../../../../core/store/registry/routes.ts';
import { audit } from '../../../../lambdas/audit/audit.ts';
import { auditRange } from '../../../../lambdas/audit/audit-range.ts';
import { deliveryOf, eventOf, licensor } from '../../../support/builders/records.ts';
import { deliveryItem } from '../../../support/builders/stored-items.ts';
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
  pages: createPagesByTime(db, 'event-pages'),
  heads: createEventHeads(db, 'events'),
  routes: cacheRoutes(createRoutes(db, 'registry')),
  rows: createMissingRows(db, 'deliveries'),
  statistics: createStatisticsWriter(db, 'deliveries'),
  watermarks: createWatermarks(db, 'deliveries'),
  clock: () => time,
  log,
  metrics,
});
const run = (time = now, hasTime = () => true) => audit(allTimeShards, deps(time), hasTime);

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
  database.accept(eventOf({ licensor: of, eventId, acceptedAt: iso(acceptedAt) }));
}
const watermarks = () =>
  database
    .items('deliveries')
    .filter(({ eventKey }) => eventKey === '#audit')
    .map(({ until }) => String(until));
/** The time up to which all shards are audited. */
const auditedUntil = () =>
  watermarks().length < 16 ? undefined : iso(Math.min(...watermarks().map(timeOf)));
const isStatistics = (item: Record<string, unknown>) => String(item['eventKey']).includes('#!statistics#');
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

test('if no row is missing, only the watermarks and the statistics are written', async () => {
  subscribe();
  accept('event-1', settled);
  for (const targetId of ['target-1', 'target-2'])
    database.put('deliveries', deliveryItem(deliveryOf({ targetId, status: 'PARKED' })));

  await run();

  // One item for each of the two targets, in one call.
  expect(database.count().writes).toBe(1);
  expect(database.items('deliveries').filter(isStatistics)).toHaveLength(2);
  expect(database.updates()).toBe(16);
  expect(auditedUntil()).toBe(iso(now - 15 * minute));
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

test('the number of licensors makes no difference: a run without events makes one query per shard', async () => {
  for (let n = 0; n < 200; n++) subscribe(`licensor-${n}`);

  await run();

  // One more reads the watermarks.
  expect(database.dynamo.commandCalls(QueryCommand)).toHaveLength(17);
  expect(database.count().reads).toBe(0);
});

test('after an outage, the audit catches up, across midnight too', async () => {
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
  expect(auditedUntil()).toBe(iso(now - 15 * minute));
});

test('a run that is out of time ends after a step, and the next run continues there', async () => {
  subscribe();
  await run(now - 60 * minute);
  const events = 1000;
  for (let n = 0; n < events; n++) accept(`event-${n}`, now - 40 * minute + n);
  let steps = 0;

  // 16 shards begin; each has about 62 pages, which take four steps.
  await run(now, () => steps++ < 24);
  const made = rows().length;
  const reached = auditedUntil();
  await run();

  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(2 * events);
  expect(reached).not.toBe(iso(now - 15 * minute));
  expect(rows()).toHaveLength(2 * events);
  expect(auditedUntil()).toBe(iso(now - 15 * minute));
});

test('two auditors with half of the shards each audit all events', async () => {
  subscribe();
  for (let n = 0; n < 100; n++) accept(`event-${n}`, settled + n);
  const [one, other] = [allTimeShards.slice(0, 8), allTimeShards.slice(8)];

  await audit(one, deps(), () => true);
  const half = rows().length;
  await audit(other, deps(), () => true);

  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(200);
  expect(rows()).toHaveLength(200);
});

test('a watermark never goes back', async () => {
  await run();
  expect(await deps().watermarks.advance(3, cursorAt(now - 60 * minute), cursorAt(now))).toBe(false);
  expect(auditedUntil()).toBe(iso(now - 15 * minute));
});

test('a watermark does not pass events whose missing rows could not be created', async () => {
  subscribe();
  accept('event-1', settled);
  await run(settled + 15 * minute);
  database.refuseStatements('ValidationError');

  await run();

  expect(auditedUntil()).toBe(iso(settled));
  expect(watermarks().filter(until => until === iso(now - 15 * minute))).toHaveLength(15);
  expect(rows()).toHaveLength(1);
  expect(metrics.sum('AuditBehind')).toBeGreaterThan(0);
});

test('a watermark does not pass events that could not be read', async () => {
  subscribe();
  accept('event-1', settled);
  await run(settled);
  database.dynamo.on(BatchGetCommand).rejectsOnce(new Error('DynamoDB is out of order'));

  await run();
  expect(rows()).toEqual([]);
  database.dynamo.on(BatchGetCommand).callsFake(database.read);
  await run();

  expect(rows()).toHaveLength(2);
});

test('an event that cannot be read is logged as an error, and does not hold up the audit', async () => {
  subscribe();
  accept('event-1', settled);
  const [item = {}] = database.items('events');
  database.put('events', { ...item, topic: 7 });
  accept('event-2', settled + 1);

  await run();

  expect(rows().map(({ eventId }) => eventId)).toEqual(['event-2', 'event-2']);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(auditedUntil()).toBe(iso(now - 15 * minute));
});

test('an event that was published again is audited once, in the page that it was first in', async () => {
  subscribe();
  accept('event-1', settled);
  const events = createEvents(db, { events: 'events', eventPages: 'event-pages' });
  await events.put([eventOf({ acceptedAt: iso(settled + minute) })], () => false);

  await run();

  expect(database.items('event-pages')).toHaveLength(2);
  expect(log.lines.find(({ message }) => message === 'audit finished')?.fields[0]).toMatchObject({
    events: 1,
  });
});

test('events of 200 KB are read without their contents', async () => {
  subscribe();
  const payload = JSON.stringify({ text: 'x'.repeat(200_000) });
  database.accept(eventOf({ payload, acceptedAt: iso(settled) }));

  await run();

  const reads = database.dynamo.commandCalls(BatchGetCommand).map(({ args: [{ input }] }) => input);
  const ofEvents = reads.flatMap(({ RequestItems }) => RequestItems?.['events'] ?? []);
  expect(ofEvents).toHaveLength(1);
  expect(Object.values(ofEvents[0]?.ExpressionAttributeNames ?? {})).not.toContain('content');
  expect(ofEvents[0]?.ConsistentRead).toBeUndefined();
});

test('a dry run counts missing rows and writes nothing', async () => {
  subscribe();
  accept('event-1', settled);

  const audited = await auditRange({ from: now - 60 * minute, to: now }, deps(), { dryRun: true });

  expect(audited).toEqual({ events: 1, expected: 2, missing: 2, unreadable: 0, failed: 0 });
  expect(rows()).toEqual([]);
});

test('an invalid route is logged as an error and does not block other routes', async () => {
  subscribe();
  accept('event-1', settled);
  accept('event-2', settled, 'other');
  database.put('registry', {
    licensor: 'other',
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#s': { targets: 1 },
  });

  await run();

  expect(rows()).toHaveLength(2);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('an auditor that no longer runs is reported by the other one', async () => {
  const [one, other] = [allTimeShards.slice(0, 8), allTimeShards.slice(8)];
  const behindAfter = async (shards: readonly number[], time: number): Promise<unknown> => {
    await audit(shards, deps(time), () => true);
    return log.lines.at(-1)?.fields[0];
  };
  await behindAfter(one, now);
  expect(await behindAfter(other, now)).toMatchObject({ behindMs: 0 });

  expect(await behindAfter(one, now + 15 * minute)).toMatchObject({ behindMs: 0 });
  expect(await behindAfter(one, now + 30 * minute)).toMatchObject({ behindMs: 15 * minute });
});
