// `GET /statistics`, of one target and of all, and `GET /statements`, of what the audit has counted.
import { beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../../core/model/delivery/delivery.ts';
import { addHashes, hashOfEvent, textOfHash } from '../../../../core/model/delivery/event-set-hash.ts';
import { statisticsKeptForDays } from '../../../../core/store/deliveries/statistics-item.ts';
import { deliveryOf, eventOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { putRoute, runAuditOn } from '../../../support/handlers/audit-under-test.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.parse('2026-01-02T12:00:00.000Z');
const iso = (time: number) => new Date(time).toISOString();
let now = noon;
const function_ = deliveriesUnderTest(() => now);
const { database } = function_;

beforeEach(async () => {
  function_.reset();
  now = noon;
  putRoute(database, licensor, ['a', 'b']);
  // The first run decides where the statistics begin.
  await audit(noon - 3 * day);
});

const audit = async (at = now) => expect(await runAuditOn(database, at)).toEqual({ errors: 0 });

/** An event for the targets `a` and `b`, with the rows of its deliveries. */
function accept(eventId: string, acceptedAt: number, a: Partial<Delivery>, b: Partial<Delivery> = a): void {
  function_.hasEvents(eventOf({ eventId, acceptedAt: iso(acceptedAt) }));
  const common = { eventId, status: 'DELIVERED', attemptCount: 1, updatedAt: iso(acceptedAt + 200) } as const;
  function_.hasRows(
    deliveryOf({ ...common, targetId: 'a', ...a }),
    deliveryOf({ ...common, targetId: 'b', ...b }),
  );
}
const statistics = (query: Record<string, string> = {}, targetId = 'a') =>
  function_.call('GET /{licensor}/notifications/targets/{targetId}/statistics', {
    path: { targetId },
    query,
  });
const statement = (query: Record<string, string> = { day: '2026-01-02' }) =>
  function_.call('GET /{licensor}/notifications/statements', { query });
const ofAll = (query: Record<string, string> = {}) =>
  function_.call('GET /{licensor}/notifications/statistics', { query });
const hashOf = (...eventIds: string[]) => textOfHash(eventIds.map(hashOfEvent).reduce(addHashes));

test('a period for each quarter of an hour with traffic', async () => {
  accept('e-1', noon - 2 * hour, {});
  accept('e-2', noon - 2 * hour + 14 * minute, {
    attemptCount: 3,
    updatedAt: iso(noon - 2 * hour + 16 * minute),
  });
  accept('e-3', noon - hour, { status: 'FAILED', attemptCount: 10 });
  await audit();

  const { status, body } = await statistics();

  expect(status).toBe(200);
  const none = { waiting: 0, parked: 0, failed: 0, cancelled: 0 };
  expect(body).toEqual({
    targetId: 'a',
    per: 'quarter',
    auditedUntil: iso(noon - 15 * minute),
    periods: [
      {
        from: iso(noon - 2 * hour),
        owed: 2,
        delivered: 2,
        ...none,
        attempts: 4,
        p50Ms: 198,
        p95Ms: expect.any(Number),
      },
      { from: iso(noon - hour), owed: 1, delivered: 0, ...none, failed: 1, attempts: 10 },
    ],
  });
  expect(Math.abs(body.periods[0].p95Ms - 2 * minute)).toBeLessThan(0.048 * 2 * minute);
});

test.each([
  { per: 'hour', owed: [2, 1] },
  { per: 'day', owed: [3] },
])('periods of an $per add quarters, by UTC', async ({ per, owed }) => {
  accept('e-1', noon - 3 * hour + minute, {});
  accept('e-2', noon - 3 * hour + 50 * minute, {});
  accept('e-3', noon - hour, {});
  await audit();

  const { body } = await statistics({ per });

  expect(body.periods.map((period: { owed: number }) => period.owed)).toEqual(owed);
});

test('a range begins and ends at a quarter, and may go over midnight', async () => {
  for (const [n, hours] of [36, 20, 11, 1].entries()) accept(`e-${n}`, noon - hours * hour, {});
  await audit();

  const { body } = await statistics({ since: iso(noon - 20 * hour), until: iso(noon - hour) });

  expect(body.periods.map((period: { from: string }) => period.from)).toEqual([
    iso(noon - 20 * hour),
    iso(noon - 11 * hour),
  ]);
});

test('a delivery that was open when it was audited is shown as it is now', async () => {
  accept('e-1', noon - hour, { status: 'PARKED', attemptCount: 0 });
  await audit();
  expect((await statement()).body.targets[0]).toMatchObject({ delivered: 0, parked: 1, open: 1 });
  function_.hasRows(
    deliveryOf({ eventId: 'e-1', targetId: 'a', status: 'DELIVERED', attemptCount: 2, updatedAt: iso(noon) }),
  );

  const { body } = await statistics();

  expect(body.periods[0]).toMatchObject({ delivered: 1, parked: 0, attempts: 2 });
  expect(Math.abs(body.periods[0].p50Ms - hour)).toBeLessThan(0.048 * hour);
  expect((await statement()).body.targets).toMatchObject([{ delivered: 1, open: 0 }, { open: 1 }]);
});

test('of more open deliveries than are listed, the rest keeps the state of the audit, and the answer says so', async () => {
  for (let n = 0; n < 4000; n++) accept(`e-${n}`, noon - hour + n, { status: 'PARKED' }, {});
  await audit();
  for (let n = 0; n < 4000; n++)
    function_.hasRows(
      deliveryOf({ eventId: `e-${n}`, targetId: 'a', status: 'DELIVERED', updatedAt: iso(now) }),
    );

  const { body } = await statistics();

  const [{ owed, delivered, parked, asOfAudit }] = body.periods;
  // One request looks at 1,000 rows.
  expect({ owed, delivered, parked }).toEqual({ owed: 4000, delivered: 1000, parked: 3000 });
  expect(asOfAudit).toBe(3000);
});

test('a statement has the first and the last event and the hash of each target, deleted ones included', async () => {
  const morning = Date.parse('2026-01-02T00:00:00.000Z');
  for (const [n, at] of [morning + hour, morning, morning + 11 * hour, morning - 1].entries())
    accept(`e-${n}`, at, {});
  await audit();

  const { body } = await statement();

  const common = {
    owed: 3,
    delivered: 3,
    open: 0,
    firstEventId: 'e-1',
    lastEventId: 'e-2',
    hash: hashOf('e-2', 'e-0', 'e-1'),
  };
  expect(body).toMatchObject({
    day: '2026-01-02',
    targets: [
      { targetId: 'a', ...common },
      { targetId: 'b', ...common },
    ],
  });
});

test('a statement is complete as soon as the day is audited to its end, and counted from its beginning', async () => {
  const midnight = Date.parse('2026-01-03T00:00:00.000Z');
  const completeAt = async (time: number) => {
    now = time;
    await audit();
    return (await statement()).body;
  };
  expect(await completeAt(midnight)).toMatchObject({
    complete: false,
    auditedUntil: iso(midnight - 15 * minute),
  });
  expect(await completeAt(midnight + 15 * minute)).toMatchObject({
    complete: true,
    auditedUntil: iso(midnight),
  });
  // The statistics begin half an hour before the first run, at noon.
  expect((await statement({ day: '2025-12-30' })).body).toMatchObject({ complete: false, targets: [] });
});

test('before the first audit nothing is counted, and the answers say so', async () => {
  function_.reset();

  expect((await statement()).body).toEqual({ day: '2026-01-02', complete: false, targets: [] });
});

test('pages of a statement have whole targets', async () => {
  putRoute(database, licensor, ['a', 'b', 'c']);
  for (let n = 0; n < 50; n++) accept(`e-${n}`, noon - 5 * hour + n * 5 * minute, {});
  await audit();
  const { body: whole } = await statement();
  const { body: first } = await statement({ day: '2026-01-02', limit: '2' });
  const { body: second } = await statement({ day: '2026-01-02', limit: '2', nextToken: first.nextToken });

  expect(whole.targets).toHaveLength(3);
  expect(whole.nextToken).toBeUndefined();
  expect([...first.targets, ...second.targets]).toEqual(whole.targets);
  expect(second.nextToken).toBeUndefined();
  // The token is of that day only.
  expect((await statement({ day: '2026-01-01', nextToken: first.nextToken })).status).toBe(400);
});

test('the statistics of all targets are those of each one, over midnight too', async () => {
  putRoute(database, licensor, ['a', 'b', 'c']);
  for (let n = 0; n < 40; n++) accept(`e-${n}`, noon - 20 * hour + n * 25 * minute, {}, { status: 'FAILED' });
  await audit();
  const query = { since: iso(noon - 18 * hour), until: iso(noon - 5 * hour), per: 'hour' };

  const { status, body } = await ofAll(query);

  expect(status).toBe(200);
  const each = await Promise.all(['a', 'b', 'c'].map(async id => (await statistics(query, id)).body));
  expect(body).toEqual({
    per: 'hour',
    auditedUntil: iso(noon - 15 * minute),
    targets: each.map(({ targetId, periods }) => ({ targetId, periods })),
  });
  expect(body.targets[0].periods).toHaveLength(13);
});

test('a page of the statistics has whole targets, and only those with traffic in the range', async () => {
  accept('e-1', noon - 20 * hour, {});
  putRoute(database, licensor, ['a', 'b', 'c']);
  accept('e-2', noon - hour, {});
  await audit();
  const since = iso(noon - day);
  const idsOf = (body: { targets: { targetId: string }[] }) => body.targets.map(({ targetId }) => targetId);

  const { body: first } = await ofAll({ since, limit: '2' });
  const { body: second } = await ofAll({ since, limit: '2', nextToken: first.nextToken });
  const { body: early } = await ofAll({ since, until: iso(noon - 2 * hour), limit: '2' });

  expect(idsOf(first)).toEqual(['a', 'b']);
  expect(idsOf(second)).toEqual(['c']);
  expect(second.nextToken).toBeUndefined();
  expect(early.targets.map((target: { periods: unknown[] }) => target.periods.length)).toEqual([1, 1]);
  expect((await statement({ day: '2026-01-02', nextToken: first.nextToken })).status).toBe(400);
  expect((await ofAll({ nextToken: 'other' })).status).toBe(400);
});

test.each([
  [{ since: 'yesterday' }],
  [{ since: iso(noon + hour) }],
  [{ since: iso(noon - 8 * day) }],
  [{ since: iso(noon - (statisticsKeptForDays + 1) * day), until: iso(noon - statisticsKeptForDays * day) }],
  [{ per: 'week' }],
])('a range like %o is refused', async query => {
  expect((await statistics(query)).status).toBe(400);
  expect((await ofAll(query)).status).toBe(400);
});

test.each(['2026-02-30', '2026-01-03', '2025-11-30', 'today'])('the day %s is refused', async asked => {
  expect((await statement({ day: asked })).status).toBe(400);
});

test('a target without traffic has no periods; an unknown one is a 404', async () => {
  database.put(tables.REGISTRY_TABLE, { ...webhookTarget({ targetId: 'c' }), itemId: 'TARGET#c' });

  expect((await statistics({}, 'c')).body).toMatchObject({ targetId: 'c', periods: [] });
  expect((await statistics({}, 'd')).status).toBe(404);
});
