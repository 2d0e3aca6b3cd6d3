// `GET /deliveries` with a target and an open status: from the index, the last change first.
import { beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../../core/model/delivery/delivery.ts';
import { deliveryOf, eventOf } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const second = (n: number): string =>
  new Date(Date.parse('2026-01-01T12:00:00.000Z') + n * 1000).toISOString();
/** The row of event n, which changed n seconds after noon. */
const row = (n: number, more: Partial<Delivery> = {}): Delivery =>
  deliveryOf({ eventId: `event-${n}`, status: 'PARKED', updatedAt: second(n), ...more });
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const parked = { targetId: 'target-1', status: 'PARKED' };

beforeEach(() => function_.reset());

test.each(['WAITING', 'PARKED', 'FAILED'] as const)('lists %s, the last change first', async status => {
  const rows = [3, 1, 2].map(n => row(n, { status }));
  function_.hasEvents(...[1, 2, 3].map(n => eventOf({ eventId: `event-${n}` })));
  function_.hasRows(...rows, row(4, { status, targetId: 'b' }), row(5, { status: 'DELIVERED' }));

  const { deliveries, nextToken } = await function_.page({ targetId: 'target-1', status });

  expect(deliveries.map(({ eventId }) => eventId)).toEqual(['event-3', 'event-2', 'event-1']);
  expect(deliveries.map(({ topic }) => topic)).toEqual(['OfferStatus', 'OfferStatus', 'OfferStatus']);
  expect(nextToken).toBeUndefined();
  // Events are not walked: only the index is queried.
  expect(function_.database.dynamo.calls().map(({ args }) => args[0].input)).not.toContainEqual(
    expect.objectContaining({ TableName: 'event-pages' }),
  );
});

test('finds a delivery of an event that was accepted long ago, and one whose event has expired', async () => {
  function_.hasEvents(eventOf({ eventId: 'event-1', acceptedAt: '2025-12-10T00:00:00.000Z' }));
  function_.hasRows(row(1), row(2));

  const { deliveries } = await function_.page(parked);

  expect(deliveries.map(({ eventId, acceptedAt }) => [eventId, acceptedAt])).toEqual([
    ['event-2', undefined],
    ['event-1', '2025-12-10T00:00:00.000Z'],
  ]);
});

test('pages repeat nothing, and skip only what has changed meanwhile', async () => {
  function_.hasRows(...numbers(10).map(n => row(n)));
  let changed = 0;

  const pages = await function_.pages({ ...parked, limit: '4' }, () => {
    const moving = row(changed++);
    function_.removeRow(moving);
    function_.hasRows({ ...moving, updatedAt: second(100) });
  });

  // After each of three pages one of the oldest rows has moved to the beginning of the list.
  expect(pages.flat().map(({ eventId }) => Number(eventId.slice(6)))).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
});

test.each<[string, Record<string, string>, number[]]>([
  ['topic', { topic: 'AssetStatus' }, [2]],
  ['event type', { eventType: 'LiveStatusUpdated' }, [3, 1]],
  ['since', { since: '2026-01-01T02:00:00Z' }, [3, 2]],
  ['until', { until: '2026-01-01T02:00:00Z' }, [1]],
  ['until, the beginning of the epoch,', { until: '1970-01-01T00:00:00Z' }, []],
])('narrows by %s of the event', async (_, query, expected) => {
  const hour = (n: number) => `2026-01-01T0${n}:00:00.000Z`;
  const other = { topic: 'AssetStatus', eventType: 'AssetStatusUpdated' };
  function_.hasEvents(
    ...[1, 2, 3].map(n => eventOf({ eventId: `event-${n}`, acceptedAt: hour(n), ...(n === 2 && other) })),
  );
  function_.hasRows(...numbers(5).map(n => row(n)));

  const lines = (await function_.pages({ ...parked, ...query, limit: '2' })).flat();

  expect(lines.map(({ eventId }) => Number(eventId.slice(6)))).toEqual(expected);
});

test('narrows by the class of the last attempt', async () => {
  const attempt = { attempt: 1, at: second(0), durationMs: 10, class: 'TIMEOUT', message: 'a message' };
  function_.hasRows(row(1), row(2, { attempts: [attempt] }), row(3));

  const lines = (await function_.pages({ ...parked, class: 'TIMEOUT', limit: '2' })).flat();

  expect(lines.map(({ eventId }) => eventId)).toEqual(['event-2']);
});

test('a token of a list by time is not one of a list by state', async () => {
  function_.hasEvents(...[1, 2].map(n => eventOf({ eventId: `event-${n}` })));
  function_.hasRows(row(1), row(2));
  const { nextToken = '' } = await function_.page({ limit: '1' });

  await expect(function_.page({ ...parked, nextToken })).rejects.toThrow('nextToken');
});
