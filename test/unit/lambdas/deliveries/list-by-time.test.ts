// `GET /deliveries` by the time of acceptance, the newest event first.
import { beforeEach, expect, test } from 'vitest';
import { readBudget } from '../../../../core/history/read-budget.ts';
import type { Delivery } from '../../../../core/model/delivery/delivery.ts';
import type { DeliveryLine } from '../../../../core/model/delivery/delivery-view.ts';
import type { OutcomeClass } from '../../../../core/model/delivery/outcome.ts';
import type { Event } from '../../../../core/model/event/event.ts';
import { createEvents } from '../../../../core/store/events/events.ts';
import { deliveryOf, eventOf } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/deliveries';
const minute = (n: number): string =>
  new Date(Date.parse('2026-01-01T12:00:00.000Z') - n * 60_000).toISOString();
/** Event n was accepted n minutes before noon. */
const event = (n: number, more: Partial<Event> = {}): Event =>
  eventOf({ eventId: `event-${n}`, acceptedAt: minute(n), ...more });
const row = (n: number, more: Partial<Delivery> = {}): Delivery =>
  deliveryOf({ eventId: `event-${n}`, status: 'DELIVERED', ...more });
const names = (lines: readonly DeliveryLine[]) =>
  lines.map(({ eventId, targetId }) => `${eventId} ${targetId}`);
const attempt = (ofClass: OutcomeClass) => ({
  attempt: 1,
  at: minute(0),
  durationMs: 10,
  class: ofClass,
  message: 'a message',
});
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

beforeEach(() => function_.reset());

test('the newest events come first, over days, shards and pages', async () => {
  const events = numbers(60).map(n => event(n * 50));
  function_.hasEvents(...events);
  function_.hasRows(...events.map(({ eventId }) => deliveryOf({ eventId, status: 'DELIVERED' })));

  const pages = await function_.pages({ limit: '7', targetId: 'target-1' });

  expect(pages.flat().map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
  expect(Math.max(...pages.map(lines => lines.length))).toBe(7);
});

test('events of one call come in the reverse order of the call', async () => {
  const call = numbers(8).map(n => eventOf({ eventId: `event-${n}`, acceptedAt: minute(0) }));
  await function_.publishes(...call);
  function_.hasRows(...numbers(8).map(n => row(n)));

  const pages = await function_.pages({ limit: '3' });

  expect(pages.flat().map(({ eventId }) => eventId)).toEqual(
    numbers(8)
      .reverse()
      .map(n => `event-${n}`),
  );
});

test('without a target, all targets of an event; a page may end between two of them', async () => {
  function_.hasEvents(event(0), event(1));
  function_.hasRows(...['a', 'b', 'c'].flatMap(targetId => [row(0, { targetId }), row(1, { targetId })]));

  const pages = await function_.pages({ limit: '2' });

  expect(pages.map(names)).toEqual([
    ['event-0 a', 'event-0 b'],
    ['event-0 c', 'event-1 a'],
    ['event-1 b', 'event-1 c'],
    [],
  ]);
});

test('pages repeat and skip nothing while rows change and new events arrive', async () => {
  const events = numbers(20).map(n => event(n + 1));
  function_.hasEvents(...events);
  function_.hasRows(...events.map(({ eventId }) => deliveryOf({ eventId, status: 'WAITING' })));
  let arrived = 0;

  const pages = await function_.pages({ limit: '6' }, () => {
    function_.hasEvents(eventOf({ eventId: `new-${arrived++}`, acceptedAt: minute(0) }));
    const changing = deliveryOf({ eventId: `event-${10 + arrived}` });
    function_.removeRow(changing);
    function_.hasRows({ ...changing, status: 'DELIVERED', updatedAt: '2026-01-01T13:00:00.000Z' });
  });

  expect(pages.flat().map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
});

test.each<[string, Record<string, string>, string[]]>([
  ['target', { targetId: 'b' }, ['event-1 b']],
  ['status', { status: 'FAILED' }, ['event-2 a']],
  ['class of the last attempt', { class: 'TIMEOUT' }, ['event-2 a']],
  ['class and status', { class: 'TIMEOUT', status: 'DELIVERED' }, []],
  ['status and target', { status: 'DELIVERED', targetId: 'a' }, ['event-0 a', 'event-1 a']],
  ['topic', { topic: 'AssetStatus' }, ['event-3 a']],
  ['event type', { eventType: 'LiveStatusUpdated' }, ['event-0 a', 'event-1 a', 'event-1 b', 'event-2 a']],
  ['since, inclusive', { since: minute(1) }, ['event-0 a', 'event-1 a', 'event-1 b']],
  ['until, exclusive', { until: minute(1) }, ['event-2 a', 'event-3 a']],
  ['since and until', { since: minute(2), until: minute(1) }, ['event-2 a']],
])('filters by %s', async (_, query, expected) => {
  function_.hasEvents(
    event(0),
    event(1),
    event(2),
    event(3, { topic: 'AssetStatus', eventType: 'AssetStatusUpdated' }),
  );
  function_.hasRows(
    row(0, { targetId: 'a' }),
    row(1, { targetId: 'a' }),
    row(1, { targetId: 'b', attempts: [attempt('TIMEOUT'), attempt('DELIVERED')] }),
    row(2, { targetId: 'a', status: 'FAILED', attempts: [attempt('DELIVERED'), attempt('TIMEOUT')] }),
    row(3, { targetId: 'a', status: 'CANCELLED' }),
  );

  expect(names((await function_.pages(query)).flat())).toEqual(expected);
});

test('until far ahead begins at the newest event, without a walk through the days to come', async () => {
  function_.hasEvents(event(0));
  function_.hasRows(row(0));

  const { deliveries } = await function_.page({ until: '9999-12-31T00:00:00Z', limit: '1' });

  expect(names(deliveries)).toEqual(['event-0 target-1']);
});

test('an event that was published again is listed once', async () => {
  function_.hasEvents(event(5));
  const eventTables = { events: 'events', eventPages: 'event-pages' };
  await createEvents(function_.database.db, eventTables).put(
    [event(5, { acceptedAt: minute(1) })],
    () => false,
  );
  function_.hasRows(row(5));

  expect(names((await function_.pages({})).flat())).toEqual(['event-5 target-1']);
});

test.each<[string, Record<string, string>, string]>([
  ['limit', { limit: '101' }, 'limit: expected a number from 1 to 100'],
  ['class', { class: 'LOST' }, 'class: '],
  ['status', { status: 'LOST' }, 'status: expected one of'],
  ['topic', { topic: 'Nothing' }, 'topic: unknown topic "Nothing"'],
  ['eventType', { eventType: 'Nothing' }, 'eventType: unknown event type "Nothing"'],
  ['since', { since: 'yesterday' }, 'since: expected a time like'],
  [
    'range',
    { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
    'until: expected a time after "since"',
  ],
  [
    'empty range',
    { since: '2026-01-01T00:00:00Z', until: '2026-01-01T01:00:00+01:00' },
    'until: expected a time',
  ],
  ['nextToken', { nextToken: 'x' }, 'nextToken: expected the token of the previous page'],
  ['other', { other: 'x' }, 'query: unknown field "other"'],
])('refuses a wrong %s and names it', async (_, query, message) => {
  const { status, body } = await function_.call(route, { query });

  expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
});

test('a token is of no use for another licensor or another query, but for another limit', async () => {
  function_.hasEvents(event(0), event(1));
  function_.hasRows(row(0), row(1));
  const { nextToken = '' } = await function_.page({ limit: '1', targetId: 'target-1' });

  const other = { path: { licensor: 'other' }, caller: { kind: 'partner', licensor: 'other' } as const };
  const query = { nextToken, targetId: 'target-1' };
  expect((await function_.call(route, { query, ...other })).status).toBe(400);
  expect((await function_.call(route, { query: { nextToken } })).status).toBe(400);
  expect((await function_.call(route, { query: { ...query, status: 'DELIVERED' } })).status).toBe(400);
  expect(names((await function_.page(query)).deliveries)).toEqual(['event-1 target-1']);
});

test('another licensor sees nothing of it', async () => {
  function_.hasEvents(event(0, { licensor: 'other' }));
  function_.hasRows(row(0, { licensor: 'other' }));

  expect(await function_.page()).toEqual({ deliveries: [] });
});

test('a page without matches ends after 500 events, and the next one continues', async () => {
  for (let call = 0; call < 7; call++)
    await function_.publishes(
      ...numbers(100).map(n => eventOf({ eventId: `e-${call}-${n}`, acceptedAt: minute(call) })),
    );
  function_.hasRows(deliveryOf({ eventId: 'e-6-0', targetId: 'b', status: 'DELIVERED' }));

  const pages = await function_.pages({ targetId: 'b', limit: '100' });

  expect(pages.map(names)).toEqual([[], ['e-6-0 b']]);
});

test('it spends the same budget as a pull', async () => {
  const paidUntil = Date.parse('2026-01-02T00:00:00.000Z') + (readBudget.saved / readBudget.perSecond) * 1000;
  function_.database.put('deliveries', {
    eventKey: 'acme#!budgets',
    targetId: 'pull',
    paidUntil,
    version: 1,
  });

  const { status, headers } = await function_.call(route);

  expect([status, headers?.['retry-after']]).toEqual([429, '2']);
});
