import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter, FilterFields } from '../../../../../core/model/subscription/filter.ts';
import { expectedDeliveries, type RouteEntry } from '../../../../../core/model/subscription/route.ts';
import type { Channel } from '../../../../../core/model/target/channel.ts';

const long = '2020-01-01T00:00:00.000Z';
const acceptedAt = '2026-01-01T00:00:10.000Z';

const entry = (
  targets: Record<string, { channel?: Channel; since?: string }>,
  createdAt = long,
  shape: Pick<RouteEntry, 'format' | 'filter'> = {},
): RouteEntry => ({
  createdAt,
  ...shape,
  targets: Object.fromEntries(
    Object.entries(targets).map(([id, { channel = 'webhook', since = long }]) => [id, { channel, since }]),
  ),
});

const owedBy = (entries: Record<string, RouteEntry>, fields: FilterFields = {}) =>
  expectedDeliveries({ acceptedAt, fields }, new Map(Object.entries(entries)));

test('an event type that nobody subscribed to owes nothing', () => {
  expect(owedBy({})).toEqual([]);
});

test('every target of every subscription is expectedDeliveries one delivery, on the channel of its type', () => {
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

test('a target that several subscriptions name is expectedDeliveries one delivery, by the oldest of them', () => {
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

test('a target that was subscribed after the event was accepted is not expectedDeliveries it', () => {
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

const inUS: Filter = { territory: ['US', 'CA'] };

test('a subscription that is narrowed owes the events with one of the allowed values in every field', () => {
  const entries = { one: entry({ hook: {} }, long, { filter: { ...inUS, alid: ['a'] } }) };

  expect(owedBy(entries, { territory: 'CA', alid: 'a', marketplace: 'US' })).toHaveLength(1);
  expect(owedBy(entries, { territory: 'DE', alid: 'a' })).toEqual([]);
  expect(owedBy(entries, { territory: 'US', alid: 'b' })).toEqual([]);
  expect(owedBy(entries, { alid: 'a' })).toEqual([]);
});

test('of several subscriptions the oldest that wants the event decides, in its format', () => {
  const entries = {
    oldest: entry({ hook: {} }, '2025-01-01T00:00:00.000Z', { filter: inUS }),
    next: entry({ hook: {} }, '2025-02-01T00:00:00.000Z', { format: 'cloudevents' }),
    youngest: entry({ hook: {} }, '2025-03-01T00:00:00.000Z'),
  };

  expect(owedBy(entries, { territory: 'US' })).toMatchObject([
    { subscriptionId: 'oldest', format: undefined },
  ]);
  expect(owedBy(entries, { territory: 'DE' })).toMatchObject([
    { subscriptionId: 'next', format: 'cloudevents' },
  ]);
});

test('whatever the subscriptions, a target is expectedDeliveries the event by the oldest that names it and wants it', () => {
  const name = fc.constantFrom('a', 'b', '__proto__', 'constructor');
  const value = fc.constantFrom('x', 'y', '');
  const target = fc.constantFrom<string[]>('hook', 'queue', 'bus');
  const subscription = fc.record({
    age: fc.nat(3),
    targets: fc.uniqueArray(target),
    filter: fc.option(fc.array(fc.tuple(name, fc.array(value)))),
  });
  fc.assert(
    fc.property(
      fc.array(subscription, { maxLength: 6 }),
      fc.uniqueArray(fc.tuple(name, value), { selector: ([field]) => field }),
      (subscriptions, fields) => {
        const route = new Map(
          subscriptions.map(({ age, targets, filter }, index): [string, RouteEntry] => [
            `s${index}`,
            entry(
              Object.fromEntries(targets.map(id => [id, {}])),
              `202${age}-01-01T00:00:00.000Z`,
              filter ? { filter: Object.fromEntries(filter) } : {},
            ),
          ]),
        );
        // The same said plainly: of each target, those that name it and want the event, by age and id; the first.
        const wants = ({ filter }: (typeof subscriptions)[number]) =>
          [...new Map(filter ?? [])].every(([field, allowed]) =>
            fields.some(([given, value]) => given === field && allowed.includes(value)),
          );
        const expected = ['hook', 'queue', 'bus'].flatMap(targetId => {
          const [first] = subscriptions
            .map((subscription, index) => ({ ...subscription, id: `s${index}` }))
            .filter(subscription => subscription.targets.includes(targetId) && wants(subscription))
            .sort((a, b) => a.age - b.age || (a.id < b.id ? -1 : 1));
          return first ? [`${targetId} ${first.id}`] : [];
        });

        const found = expectedDeliveries({ acceptedAt, fields: Object.fromEntries(fields) }, route);

        expect(found.map(({ targetId, subscriptionId }) => `${targetId} ${subscriptionId}`).sort()).toEqual(
          expected.sort(),
        );
      },
    ),
  );
});
