// A licensor pays for what a pull reads, also for events that its filter leaves out.
import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { readBudget, unitsPerPage } from '../../../../core/history/read-budget.ts';
import type { Event } from '../../../../core/model/event/event.ts';
import type { Call } from '../../../support/builders/api-event.ts';
import { eventOf } from '../../../support/builders/records.ts';
import { pullUnderTest } from '../../../support/handlers/pull-under-test.ts';

const { reset, setTime, stores, pull, call, database } = pullUnderTest();
const noon = Date.parse('2026-01-31T12:00:00.000Z');
const now = noon + 5 * 60_000;
const since = '2026-01-31T12:00:00Z';
beforeEach(() => {
  reset();
  setTime(now);
});

const event = (n: number, more: Partial<Event> = {}): Event =>
  eventOf({ eventId: `e${1000 + n}`, acceptedAt: new Date(noon + n).toISOString(), ...more });
/** Takes 190 kB also when it is compressed. */
/** The events of one call are in one page. */
const ofOneCall = new Date(noon).toISOString();
const large = JSON.stringify({ text: randomBytes(142_500).toString('base64') });
const list = 'GET /{licensor}/notifications/events';
const page = (query: Record<string, string>, more: Call = {}) =>
  call(list, { query: { since, ...query }, ...more });

/** The read units that `acme` has spent since its budget was full. */
function spentUnits(): number {
  const item = database.items('deliveries').find(({ eventKey }) => eventKey === 'acme#!budgets');
  return ((Number(item?.['paidUntil']) - now) * readBudget.perSecond) / 1000;
}
/** Leaves `acme` this many units. */
const leave = (units: number) => {
  const paidUntil = now + ((readBudget.saved - units) * 1000) / readBudget.perSecond;
  const key = { eventKey: 'acme#!budgets', targetId: 'pull' };
  database.put('deliveries', { ...key, paidUntil, version: 1 });
};

test.each<[string, Record<string, string>]>([
  ['returned', {}],
  ['left out by a topic', { topic: 'Orders' }],
  ['left out by an event type', { eventType: 'REFUND_REQUESTED' }],
  ['left out by a filter', { topic: 'OfferStatus', filter: '{"territory":["XX"]}' }],
])('events that are %s cost the same: a unit each, and two for the look into the index', async (_, query) => {
  await stores(...Array.from({ length: 40 }, (_, n) => event(n, { acceptedAt: ofOneCall })));

  const { events } = (await page(query)).body;

  expect(events.length).toBe(Object.keys(query).length === 0 ? 40 : 0);
  expect(spentUnits()).toBe(42);
});

test('a large event costs one unit per 4 kB', async () => {
  await stores(event(1, { payload: large }));

  await pull({ since });

  // Base64 compresses to the bytes that it encodes.
  expect(spentUnits()).toBe(2 + Math.ceil(142_900 / 4096));
});

test('a page without a filter reads no more events than it returns', async () => {
  await stores(...Array.from({ length: 40 }, (_, n) => event(n)));

  expect((await pull({ since, limit: '3' })).events).toHaveLength(3);
  expect(spentUnits()).toBe(5);
});

test('a page ends when it has read its units, also if the filter leaves everything out', async () => {
  await stores(...Array.from({ length: 120 }, (_, n) => event(n, { payload: large })));

  const first = await pull({ since, topic: 'Orders' });

  expect(first).toMatchObject({ events: [], more: true });
  expect(spentUnits()).toBeGreaterThanOrEqual(unitsPerPage);
  // 50 events of 47 units each are one read.
  expect(spentUnits()).toBeLessThan(unitsPerPage + 50 * 48);
  const second = await pull({ after: first.after, topic: 'Orders' });
  const third = await pull({ after: second.after, topic: 'Orders' });
  expect([second.more, third.more]).toEqual([true, false]);
});

test('a licensor that has used its units gets 429 with the time to wait, and nothing is read', async () => {
  leave(unitsPerPage - 1);
  database.dynamo.resetHistory();

  expect(await page({})).toMatchObject({
    status: 429,
    body: {
      error: { code: 'TOO_MANY_REQUESTS', message: expect.stringContaining('500 units of 4 kB a second') },
    },
  });
  expect(database.dynamo.calls()).toHaveLength(1);
});

test.each([
  [unitsPerPage, undefined],
  [unitsPerPage - 1, '1'],
  [unitsPerPage - 500, '1'],
  [unitsPerPage - 501, '2'],
  [-2000, '6'],
])('with %d units left, Retry-After is %s', async (units, retryAfter) => {
  leave(units);

  const { status, headers } = await page({});

  expect([status, headers?.['retry-after']]).toEqual([retryAfter ? 429 : 200, retryAfter]);
});

test('the units are refilled each second, and other licensors have their own', async () => {
  leave(0);
  const other: Call = { path: { licensor: 'other' }, caller: { kind: 'partner', licensor: 'other' } };

  expect((await page({})).status).toBe(429);
  expect((await page({}, other)).status).toBe(200);
  setTime(now + 2000);
  expect((await page({})).status).toBe(200);
});

test('requests at the same time cannot spend the same units', async () => {
  leave(2 * unitsPerPage);
  await stores(...Array.from({ length: 100 }, (_, n) => event(n, { payload: large })));

  const answers = await Promise.all(Array.from({ length: 6 }, () => page({ topic: 'Orders' })));

  const pages = answers.filter(({ status }) => status === 200);
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.length).toBeLessThanOrEqual(2);
});

test('a page that could not be read costs the units of a whole page', async () => {
  await stores(event(0));
  const [item] = database.items('events');
  database.put('events', { ...item, content: Buffer.from('not Brotli') });

  expect((await page({})).status).toBe(500);
  expect(spentUnits()).toBe(unitsPerPage);
});
