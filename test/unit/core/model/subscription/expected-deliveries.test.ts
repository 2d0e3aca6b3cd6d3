import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter, FilterFields } from '../../../../../core/model/subscription/filter.ts';
import { expectedDeliveries, type RouteEntry } from '../../../../../core/model/subscription/route.ts';
import type { Channel } from '../../../../../core/model/target/channel.ts';
import { propertyRuns } from '../../../property-runs.ts';

const longAgo = '2020-01-01T00:00:00.000Z';
const acceptedAt = '2026-01-01T00:00:10.000Z';

const entry = (
  targets: Record<string, { channel?: Channel; since?: string }>,
  createdAt = longAgo,
  shape: Pick<RouteEntry, 'format' | 'filter'> = {},
): RouteEntry => ({
  createdAt,
  ...shape,
  targets: Object.fromEntries(
    Object.entries(targets).map(([id, { channel = 'webhook', since = longAgo }]) => [id, { channel, since }]),
  ),
});

const deliveriesOf = (entries: Record<string, RouteEntry>, fields: FilterFields = {}) =>
  expectedDeliveries({ acceptedAt, fields }, new Map(Object.entries(entries)));

test('an event without subscriptions has no expected deliveries', () => {
  expect(deliveriesOf({})).toEqual([]);
});

test('every target of every subscription gets one delivery, on the channel of its type', () => {
  const deliveries = deliveriesOf({
    one: entry({ hook: {}, queue: { channel: 'aws' } }),
    two: entry({ other: {} }),
  });

  expect(deliveries).toEqual([
    { targetId: 'hook', channel: 'webhook', subscriptionId: 'one' },
    { targetId: 'queue', channel: 'aws', subscriptionId: 'one' },
    { targetId: 'other', channel: 'webhook', subscriptionId: 'two' },
  ]);
});

test('a target of several subscriptions gets one delivery, for the oldest subscription', () => {
  const deliveries = deliveriesOf({
    young: entry({ hook: {} }, '2025-03-01T00:00:00.000Z'),
    oldest: entry({ hook: {} }, '2025-01-01T00:00:00.000Z'),
    middle: entry({ hook: {} }, '2025-02-01T00:00:00.000Z'),
  });

  expect(deliveries).toEqual([{ targetId: 'hook', channel: 'webhook', subscriptionId: 'oldest' }]);
});

test('the order of equally old subscriptions in the route does not change the result', () => {
  const a = entry({ hook: {} });
  const b = entry({ hook: {} });

  expect(deliveriesOf({ a, b })).toEqual(deliveriesOf({ b, a }));
});

test('a target that was subscribed after the event was accepted gets no delivery', () => {
  expect(deliveriesOf({ one: entry({ hook: { since: '2026-01-01T00:00:11.001Z' } }) })).toEqual([]);
});

test('no event is missed if the clocks differ by a second', () => {
  expect(deliveriesOf({ one: entry({ hook: { since: '2026-01-01T00:00:11.000Z' } }) })).toHaveLength(1);
});

test('if the oldest subscription got a target too late, the next oldest one decides', () => {
  const deliveries = deliveriesOf({
    oldest: entry({ hook: { since: '2026-02-01T00:00:00.000Z' } }, '2025-01-01T00:00:00.000Z'),
    next: entry({ hook: {} }, '2025-02-01T00:00:00.000Z'),
  });

  expect(deliveries).toEqual([{ targetId: 'hook', channel: 'webhook', subscriptionId: 'next' }]);
});

const inUS: Filter = { territory: ['US', 'CA'] };

test('a filter matches events that have an allowed value in every field', () => {
  const entries = { one: entry({ hook: {} }, longAgo, { filter: { ...inUS, alid: ['a'] } }) };

  expect(deliveriesOf(entries, { territory: 'CA', alid: 'a', marketplace: 'US' })).toHaveLength(1);
  expect(deliveriesOf(entries, { territory: 'DE', alid: 'a' })).toEqual([]);
  expect(deliveriesOf(entries, { territory: 'US', alid: 'b' })).toEqual([]);
  expect(deliveriesOf(entries, { alid: 'a' })).toEqual([]);
});

test('the oldest subscription whose filter matches decides, also about the format', () => {
  const entries = {
    oldest: entry({ hook: {} }, '2025-01-01T00:00:00.000Z', { filter: inUS }),
    next: entry({ hook: {} }, '2025-02-01T00:00:00.000Z', { format: 'cloudevents' }),
    youngest: entry({ hook: {} }, '2025-03-01T00:00:00.000Z'),
  };

  expect(deliveriesOf(entries, { territory: 'US' })).toMatchObject([
    { subscriptionId: 'oldest', format: undefined },
  ]);
  expect(deliveriesOf(entries, { territory: 'DE' })).toMatchObject([
    { subscriptionId: 'next', format: 'cloudevents' },
  ]);
});

test('each target gets the event for the oldest subscription that names it and matches', () => {
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
        // A simple model: for each target, the first by age and id of the subscriptions that name it and
        // match.
        const isWanted = ({ filter }: (typeof subscriptions)[number]) =>
          [...new Map(filter ?? [])].every(([field, allowed]) =>
            fields.some(([given, value]) => given === field && allowed.includes(value)),
          );
        const expected = ['hook', 'queue', 'bus'].flatMap(targetId => {
          const [first] = subscriptions
            .map((subscription, index) => ({ ...subscription, id: `s${index}` }))
            .filter(subscription => subscription.targets.includes(targetId) && isWanted(subscription))
            .sort((a, b) => a.age - b.age || (a.id < b.id ? -1 : 1));
          return first ? [`${targetId} ${first.id}`] : [];
        });

        const found = expectedDeliveries({ acceptedAt, fields: Object.fromEntries(fields) }, route);

        expect(found.map(({ targetId, subscriptionId }) => `${targetId} ${subscriptionId}`).sort()).toEqual(
          expected.sort(),
        );
      },
    ),
    propertyRuns(),
  );
});
