import { expect, test } from 'vitest';
import type { Channel } from '../../../lambdas/domain/channel.ts';
import { owed, type RouteEntry } from '../../../lambdas/domain/route.ts';

const long = '2020-01-01T00:00:00.000Z';
const acceptedAt = '2026-01-01T00:00:10.000Z';

const entry = (
  targets: Record<string, { channel?: Channel; since?: string }>,
  createdAt = long,
): RouteEntry => ({
  createdAt,
  targets: Object.fromEntries(
    Object.entries(targets).map(([id, { channel = 'webhook', since = long }]) => [id, { channel, since }]),
  ),
});

const owedBy = (entries: Record<string, RouteEntry>) =>
  owed({ acceptedAt }, new Map(Object.entries(entries)));

test('an event type that nobody subscribed to owes nothing', () => {
  expect(owedBy({})).toEqual([]);
});

test('every target of every subscription is owed one delivery, on the channel of its type', () => {
  const deliveries = owedBy({
    one: entry({ hook: {}, queue: { channel: 'aws' } }),
    two: entry({ other: {} }),
  });

  expect(deliveries).toEqual([
    { targetId: 'hook', channel: 'webhook', subscriptionId: 'one' },
    { targetId: 'queue', channel: 'aws', subscriptionId: 'one' },
    { targetId: 'other', channel: 'webhook', subscriptionId: 'two' },
  ]);
});

test('a target that several subscriptions name is owed one delivery, by the oldest of them', () => {
  const deliveries = owedBy({
    young: entry({ hook: {} }, '2025-03-01T00:00:00.000Z'),
    oldest: entry({ hook: {} }, '2025-01-01T00:00:00.000Z'),
    middle: entry({ hook: {} }, '2025-02-01T00:00:00.000Z'),
  });

  expect(deliveries).toEqual([{ targetId: 'hook', channel: 'webhook', subscriptionId: 'oldest' }]);
});

test('of subscriptions of the same age, the same one counts whatever the order they are read in', () => {
  const a = entry({ hook: {} });
  const b = entry({ hook: {} });

  expect(owedBy({ a, b })).toEqual(owedBy({ b, a }));
});

test('a target that was subscribed after the event was accepted is not owed it', () => {
  expect(owedBy({ one: entry({ hook: { since: '2026-01-01T00:00:11.001Z' } }) })).toEqual([]);
});

test('clocks that differ by a second cost nobody an event', () => {
  expect(owedBy({ one: entry({ hook: { since: '2026-01-01T00:00:11.000Z' } }) })).toHaveLength(1);
});

test('when the oldest subscription names a target too late, the next oldest owes the delivery', () => {
  const deliveries = owedBy({
    oldest: entry({ hook: { since: '2026-02-01T00:00:00.000Z' } }, '2025-01-01T00:00:00.000Z'),
    next: entry({ hook: {} }, '2025-02-01T00:00:00.000Z'),
  });

  expect(deliveries).toEqual([{ targetId: 'hook', channel: 'webhook', subscriptionId: 'next' }]);
});
