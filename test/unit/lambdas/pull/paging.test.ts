// Pages of a pull: in order of acceptance, across the shards of a day and across days.
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Event } from '../../../../core/model/event/event.ts';
import { eventOf } from '../../../support/builders/records.ts';
import { pullUnderTest } from '../../../support/handlers/pull-under-test.ts';
import { propertyRuns } from '../../property-runs.ts';

const { reset, setTime, passTime, setQueryPage, stores, storesAgain, expires, pull, queries } =
  pullUnderTest();
beforeEach(reset);

const minute = 60_000;
const day = 24 * 3600 * 1000;
const acceptedAt = (ms: number): string => new Date(ms).toISOString();
const noon = Date.parse('2026-01-31T12:00:00.000Z');
const event = (eventId: string, ms: number, more: Partial<Event> = {}): Event =>
  eventOf({ eventId, acceptedAt: acceptedAt(ms), ...more });
const idsOf = ({ events }: { events: { eventId: string }[] }): string[] =>
  events.map(({ eventId }) => eventId);
/** Reads all pages, starting with this one. */
async function drain(
  query: Record<string, string>,
): Promise<{ ids: string[]; after: string; pages: number }> {
  const ids: string[] = [];
  let page = await pull(query);
  for (let pages = 1; ; pages++) {
    ids.push(...idsOf(page));
    if (!page.more) return { ids, after: page.after, pages };
    if (pages > 1000) throw new Error('this does not end');
    page = await pull({ limit: query['limit'] ?? '50', after: page.after });
  }
}

test('events of all shards are in order of acceptance', async () => {
  await stores(event('c', noon + 2), event('a', noon), event('b', noon + 1), event('d', noon + 3));
  setTime(noon + 5 * minute);

  expect(await pull({ since: acceptedAt(noon) })).toMatchObject({
    events: ['a', 'b', 'c', 'd'].map(eventId => ({ eventId })),
    more: false,
  });
});

test('events of one call are in the order of the call, and a page may end between them', async () => {
  await stores(...['a-b', 'a', 'a_', 'a-'].map(eventId => event(eventId, noon)));
  setTime(noon + 5 * minute);

  const first = await pull({ limit: '2', since: acceptedAt(noon) });
  const second = await pull({ limit: '2', after: first.after });

  expect([idsOf(first), first.more]).toEqual([['a-b', 'a'], true]);
  expect(idsOf(second)).toEqual(['a_', 'a-']);
});

test('more events of the same time than one query reads are all returned, each once', async () => {
  const events = Array.from({ length: 120 }, (_, index) => event(`e${1000 + index}`, noon));
  for (const one of events) await stores(one);
  setTime(noon + 5 * minute);

  const { ids } = await drain({ since: acceptedAt(noon), limit: '100' });

  expect(ids.toSorted()).toEqual(events.map(({ eventId }) => eventId));
});

test('an event that was published again is returned once, at the time when it was first accepted', async () => {
  await stores(event('a', noon), event('b', noon + 1));
  await storesAgain(event('a', noon + 2));
  setTime(noon + 5 * minute);

  expect((await drain({ since: acceptedAt(noon), limit: '1' })).ids).toEqual(['a', 'b']);
});

test('an event is returned only if it was accepted more than a minute ago', async () => {
  await stores(event('a', noon));

  setTime(noon + minute);
  const early = await pull({ since: acceptedAt(noon) });
  setTime(noon + minute + 1);
  const later = await pull({ after: early.after });

  expect([idsOf(early), early.more]).toEqual([[], false]);
  expect(idsOf(later)).toEqual(['a']);
});

test('a poll without new events makes one query per shard of the day', async () => {
  await stores(event('a', noon - 20 * day));
  setTime(noon);
  const { after } = await drain({});
  const before = queries().length;

  setTime(noon + 2 * minute);
  const page = await pull({ after });

  expect([idsOf(page), page.more]).toEqual([[], false]);
  expect(queries().length - before).toBe(4);
});

test('one request walks over an empty month', async () => {
  await stores(event('a', noon));
  setTime(noon + 5 * minute);
  const page = await pull({ since: acceptedAt(noon - 40 * day) });

  // 31 days have begun within the last 30 times 24 hours, each with four shards.
  expect([idsOf(page), page.more, queries().length]).toEqual([['a'], false, 31 * 4]);
});

test('a request that has no time left ends within an empty month, with more: true', async () => {
  await stores(event('a', noon));
  setTime(noon + 5 * minute);
  passTime(1000);
  const { pages, ids } = await drain({});

  expect(ids).toEqual(['a']);
  expect(pages).toBeGreaterThan(2);
});

test('since includes the events of that time', async () => {
  await stores(event('a', noon - 1), event('b', noon), event('c', noon + 1));
  setTime(noon + 5 * minute);

  expect(idsOf(await pull({ since: '2026-01-31T12:00:00Z' }))).toEqual(['b', 'c']);
  expect(idsOf(await pull({ since: '2026-01-31T13:00:00+01:00' }))).toEqual(['b', 'c']);
});

test('with since in the future, events before it are not returned', async () => {
  await stores(event('a', noon));
  setTime(noon + 5 * minute);
  const early = await pull({ since: acceptedAt(noon + day) });
  await stores(event('b', noon + day));
  setTime(noon + 2 * day);

  expect([idsOf(early), early.more]).toEqual([[], false]);
  expect(idsOf(await pull({ after: early.after }))).toEqual(['b']);
});

test('events older than 30 days are not returned', async () => {
  await stores(event('a', noon - 30 * day - 1), event('b', noon - 30 * day + 1));
  setTime(noon);

  expect((await drain({})).ids).toEqual(['b']);
  expect((await drain({ since: '2020-01-01T00:00:00Z' })).ids).toEqual(['b']);
});

test('an event that is in the index but not in the table is skipped', async () => {
  await stores(event('a', noon), event('b', noon + 1), event('c', noon + 2));
  expires('b');
  setTime(noon + 5 * minute);

  expect(await drain({ since: acceptedAt(noon), limit: '1' })).toMatchObject({ ids: ['a', 'c'] });
});

test('an answer stays below the limit of Lambda, with the escaping of JSON within JSON', async () => {
  const payload = JSON.stringify({ text: '"\\'.repeat(45_000) });
  const events = Array.from({ length: 20 }, (_, index) =>
    event(`e${String(index).padStart(2, '0')}`, noon + index, { payload }),
  );
  await stores(...events);
  setTime(noon + 5 * minute);

  const first = await pull({ since: acceptedAt(noon) });
  const answered = Buffer.byteLength(JSON.stringify(JSON.stringify(first)));

  expect(first.more).toBe(true);
  expect(answered).toBeGreaterThan(3_000_000);
  expect(answered).toBeLessThan(5_000_000);
  expect((await drain({ since: acceptedAt(noon) })).ids).toEqual(events.map(({ eventId }) => eventId));
});

const publishing = fc.record({
  /** The time of acceptance in milliseconds, from shortly before midnight; times often coincide. */
  at: fc.oneof(fc.nat(3), fc.nat(minute), fc.constantFrom(day, day + 1, 3 * day, 15 * day)),
  /** The time from acceptance until the event is in the index, milliseconds. */
  lagMs: fc.nat(minute - 1),
  /** The sizes of the calls, which are accepted at the same time. */
  calls: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 8 }),
  id: fc.stringMatching(/^[-_a0A]{1,3}$/),
});
const polling = fc.record({
  waitMs: fc.oneof(fc.nat(minute), fc.constantFrom(0, 1, minute, day, 12 * day)),
  limit: fc.integer({ min: 1, max: 100 }),
});

test('paging during publishing misses no event, repeats none and keeps the order', async () => {
  const start = Date.parse('2026-01-30T23:59:59.998Z');
  await fc.assert(
    fc.asyncProperty(
      fc.array(publishing, { maxLength: 8 }),
      fc.array(polling, { maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }),
      async (published, polls, queryPage) => {
        reset();
        setQueryPage(queryPage);
        const waiting = published.flatMap(({ at, lagMs, calls, id }, group) =>
          calls.map((size, n) => ({
            events: Array.from({ length: size }, (_, index) =>
              event(`${id}${group}-${n}-${index}`, start + at),
            ),
            storedAt: start + at + lagMs,
          })),
        );
        const expected = new Map(
          waiting.flatMap(({ events }) => events.map(one => [one.eventId, one.acceptedAt])),
        );
        let now = start;
        let last = '';
        let query: Record<string, string> = { since: acceptedAt(start) };
        const poll = async (limit: number): Promise<boolean> => {
          const due = waiting.filter(({ storedAt }) => storedAt <= now);
          for (const one of due) {
            waiting.splice(waiting.indexOf(one), 1);
            await stores(...one.events);
          }
          setTime(now);
          const page = await pull({ ...query, limit: String(limit) });
          expect(page.events.length).toBeLessThanOrEqual(limit);
          expect(page.events.filter(one => Date.parse(one.acceptedAt) >= now - minute)).toEqual([]);
          // An event that was not pulled within 30 days has expired.
          for (const [eventId, at] of expected) if (Date.parse(at) < now - 30 * day) expected.delete(eventId);
          for (const one of page.events) {
            expect(one.acceptedAt >= last).toBe(true);
            expect(expected.delete(one.eventId)).toBe(true);
            last = one.acceptedAt;
          }
          query = { after: page.after };
          return page.more;
        };

        for (const { waitMs, limit } of polls) {
          now += waitMs;
          await poll(limit);
        }
        now = Math.max(now, start + 16 * day);
        while (await poll(100));

        expect([...expected]).toEqual([]);
      },
    ),
    propertyRuns(60),
  );
});

test('a page that runs out of time ends early with more: true', async () => {
  setTime(noon + 2 * day);
  await stores(event('a', noon), event('b', noon + 1));

  // Each call of the clock advances it by a minute.
  passTime(minute);
  const first = await pull({ since: acceptedAt(noon - 3 * day) });
  expect(first).toMatchObject({ events: [], more: true });

  passTime(0);
  expect(idsOf(await pull({ after: first.after }))).toEqual(['a', 'b']);
});

test('recent: the last minute follows, and is returned until the cursor is behind it', async () => {
  const now = noon + 5 * minute;
  await stores(event('settled', noon), event('b', now - 1), event('c', now));
  setTime(now);
  const first = await pull({ since: acceptedAt(noon), recent: 'true' });
  // It was accepted before the others, and stored after they were read.
  await stores(event('late', now - 30_000));
  const second = await pull({ after: first.after, recent: 'true' });
  setTime(now + 2 * minute);
  const third = await pull({ after: first.after, recent: 'true' });

  expect([idsOf(first), first.more]).toEqual([['settled', 'b', 'c'], false]);
  expect(idsOf(second)).toEqual(['late', 'b', 'c']);
  expect(idsOf(third)).toEqual(['late', 'b', 'c']);
  expect(idsOf(await pull({ after: third.after, recent: 'true' }))).toEqual([]);
});

test('recent: a page has room for settled events first, and never more events than its limit', async () => {
  const now = noon + 5 * minute;
  await stores(event('a', noon), event('b', now - 2), event('c', now - 1));
  setTime(now);

  expect(idsOf(await pull({ since: acceptedAt(noon), limit: '1', recent: 'true' }))).toEqual(['a']);
  expect(idsOf(await pull({ since: acceptedAt(noon), limit: '2', recent: 'true' }))).toEqual(['a', 'b']);
  expect(idsOf(await pull({ since: acceptedAt(now - 2), recent: 'true' }))).toEqual(['b', 'c']);
});
