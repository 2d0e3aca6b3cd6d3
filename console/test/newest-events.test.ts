import { expect, test } from 'vitest';
import { type EventPage, newestEvents, type ReadEvents } from '../src/api/events.ts';

const now = Date.parse('2026-01-31T12:00:00.000Z');
const minute = 60_000;

/** An API with events that are so many minutes old, in pages of two. */
function apiWith(...minutes: number[]) {
  const all = minutes
    .map(age => ({ eventId: `e-${age}`, at: now - age * minute }))
    .toSorted((a, b) => a.at - b.at);
  const calls: unknown[] = [];
  const read: ReadEvents = async from => {
    calls.push(from);
    const first =
      'after' in from ? Number(from.after) : all.findIndex(({ at }) => at >= Date.parse(from.since));
    const start = first < 0 ? all.length : first;
    const end = Math.min(start + 2, all.length);
    const events = all.slice(start, end).map(({ eventId, at }) => ({
      eventId,
      topic: 'Orders',
      eventType: 'OrderShipped',
      acceptedAt: new Date(at).toISOString(),
      time: new Date(at).toISOString(),
      payload: {},
    }));
    return { events, after: String(end), more: end < all.length } satisfies EventPage;
  };
  return { read, calls };
}

const ids = ({ events }: { events: { eventId: string }[] }) => events.map(({ eventId }) => eventId);

test('few events are found in the last 30 days, the newest first', async () => {
  const { read, calls } = apiWith(20_000, 300);

  expect(ids(await newestEvents(read, undefined, now))).toEqual(['e-300', 'e-20000']);
  expect(calls.length).toBeLessThanOrEqual(4);
});

test('a longer time that cannot be read to its end does not hide the newest events', async () => {
  const { read, calls } = apiWith(5, ...Array.from({ length: 20 }, (_, index) => 100 + index));

  expect(ids(await newestEvents(read, undefined, now))).toEqual(['e-5']);
  expect(calls.length).toBeLessThanOrEqual(4);
});

test('from a time on, what could not be read is said', async () => {
  const { read, calls } = apiWith(...Array.from({ length: 20 }, (_, index) => 100 + index));
  const found = await newestEvents(read, new Date(now - 1_000 * minute).toISOString(), now);

  expect(found).toMatchObject({ hasNewer: true });
  expect(ids(found).at(0)).toBe('e-112');
  expect(calls).toHaveLength(4);
});

test('without events there is nothing newer either', async () => {
  const { read } = apiWith();

  expect(await newestEvents(read, undefined, now)).toMatchObject({ events: [], hasNewer: false });
});
