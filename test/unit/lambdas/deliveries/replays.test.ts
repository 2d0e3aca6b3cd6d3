// The routes of replays: what a partner may ask for, and what it sees. How a replay runs:
// test/faults/replays.test.ts.
import { beforeEach, describe, expect, test } from 'vitest';
import { licensorKey, subscriptionKey } from '../../../../core/store/registry/registry-key.ts';
import {
  deliveryOf,
  eventOf,
  licensor,
  subscriptionOf,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';

const function_ = deliveriesUnderTest();
const one = 'GET /{licensor}/notifications/replays/{replayId}';
const asked = {
  targetId: 'target-1',
  statuses: ['DELIVERED', 'FAILED'],
  since: '2026-01-01T00:00:00Z',
  until: '2026-01-03T00:00:00Z',
};
const create = (body: object = asked, headers: Record<string, string> = {}) =>
  function_.call('POST /{licensor}/notifications/replays', { body, headers });
const put = (item: object) => function_.database.put(tables.REGISTRY_TABLE, item);
const get = (replayId: string) => function_.call(one, { path: { replayId } });
const cancel = (replayId: string) =>
  function_.call('DELETE /{licensor}/notifications/replays/{replayId}', { path: { replayId } });
const hasTargets = (...targetIds: string[]) => {
  for (const targetId of targetIds) put(targetItem(webhookTarget({ targetId })));
};

beforeEach(() => {
  function_.reset();
  hasTargets('target-1');
});

describe('a new replay', () => {
  test('is answered at once, and ends at its creation at the latest', async () => {
    const { status, body } = await create();

    expect(status).toBe(202);
    expect(body).toMatchObject({
      targetId: 'target-1',
      statuses: ['DELIVERED', 'FAILED'],
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-01-02T00:00:00.000Z',
      ratePerSecond: 50,
      status: 'FINDING',
      progress: { found: 0, sent: 0, left: 0 },
    });
    expect((await get(body.replayId)).body).toEqual(body);
  });

  test('of a subscription sends to its targets', async () => {
    hasTargets('target-2');
    const eventTargetMapping = { LiveStatusUpdated: ['target-1', 'target-2'] };
    const subscription = subscriptionOf({ subscriptionId: 'subscription-1', eventTargetMapping });
    put({ ...subscriptionKey(licensor, 'subscription-1'), ...subscription });
    const { targetId: _, ...more } = asked;

    const first = await create({ ...more, subscriptionId: 'subscription-1' });
    const second = await create({ ...asked, targetId: 'target-2' });

    expect(first.body).toMatchObject({ subscriptionId: 'subscription-1' });
    expect(second.status).toBe(409);
    expect(second.body.error.message).toContain(first.body.replayId);
  });

  test('is refused while another one sends to the target, and the error names it', async () => {
    const { body } = await create();

    const second = await create();

    expect(second.status).toBe(409);
    expect(second.body.error.message).toContain(body.replayId);
  });

  test('is refused beside ten active ones', async () => {
    const ids = Array.from({ length: 11 }, (_, n) => `other-${n}`);
    hasTargets(...ids);
    const answers = [];
    for (const targetId of ids) answers.push((await create({ ...asked, targetId })).status);

    expect(answers).toEqual([...Array.from({ length: 10 }, () => 202), 409]);
  });

  test('with the same Idempotency-Key is the same; with another body it is refused', async () => {
    const key = { 'Idempotency-Key': 'key-1' };
    const { body } = await create(asked, key);
    function_.setTime('2026-01-02T01:00:00Z');

    expect(await create(asked, key)).toMatchObject({ status: 202, body });
    for (const other of [{ ratePerSecond: 3 }, { since: '2026-01-01T05:00:00Z' }, { statuses: ['PARKED'] }])
      expect((await create({ ...asked, ...other }, key)).status).toBe(409);
  });

  test.each([
    ['neither a target nor a subscription', { targetId: undefined }, 'targetId'],
    ['both', { subscriptionId: 'subscription-1' }, 'targetId'],
    ['an unknown target', { targetId: 'unknown' }, 'unknown'],
    ['no status', { statuses: [] }, 'statuses'],
    ['the status WAITING', { statuses: ['WAITING'] }, 'statuses'],
    ['a range that ends before it begins', { until: '2025-01-01T00:00:00Z' }, 'until'],
    ['a rate above that of the drain', { ratePerSecond: 51 }, 'ratePerSecond'],
    ['no rate', { ratePerSecond: 0 }, 'ratePerSecond'],
    [
      'an unknown event type',
      { eventTypes: ['LiveStatusUpdated', 'LiveStatusUpdate'] },
      'eventTypes.1: unknown event type "LiveStatusUpdate"',
    ],
  ])('with %s is refused, and the error names the field', async (_what, change, named) => {
    const { status, body } = await create({ ...asked, ...change });

    expect(status).toBe(400);
    expect(body.error.message).toContain(named);
  });

  test('of a suspended licensor is refused', async () => {
    const record = { externalId: 'id', tier: 'standard', createdAt: '2026-01-01T00:00:00.000Z' };
    const suspension = { since: '2026-01-01T00:00:00.000Z', reason: 'floods us', by: 'operator' };
    put({ ...licensorKey(licensor), ...record, suspension });

    expect((await create()).status).toBe(403);
  });
});

test('a dry run counts the deliveries in the range, shows a sample, and starts nothing', async () => {
  const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
  for (let n = 0; n < 14; n++) {
    function_.hasEvents(eventOf({ eventId: `event-${n}`, acceptedAt: at(n) }));
    function_.hasRows(deliveryOf({ eventId: `event-${n}`, status: n === 5 ? 'WAITING' : 'DELIVERED' }));
  }

  const range = { since: at(1), until: at(13) };
  const { status, body } = await create({ ...asked, ...range, dryRun: true });
  const others = await create({ ...asked, ...range, eventTypes: ['OfferStatusUpdated'], dryRun: true });

  expect(status).toBe(200);
  expect(body).toMatchObject({ count: 11, complete: true });
  expect(body.sample).toHaveLength(10);
  expect(body.sample[0]).toEqual({ eventId: 'event-1', targetId: 'target-1', status: 'DELIVERED' });
  expect(others.body).toEqual({ count: 0, complete: true, sample: [] });
  expect((await function_.call('GET /{licensor}/notifications/replays')).body).toEqual({ replays: [] });
});

test('a dry run counts more than one page of the read budget', async () => {
  const start = Date.parse('2026-01-01T10:00:00.000Z');
  for (let n = 0; n < 2500; n++) {
    const acceptedAt = new Date(start + n * 1000).toISOString();
    function_.hasEvents(eventOf({ eventId: `event-${n}`, acceptedAt }));
    function_.hasRows(deliveryOf({ eventId: `event-${n}`, status: 'DELIVERED' }));
  }

  const { body } = await create({ ...asked, dryRun: true });

  expect(body).toMatchObject({ count: 2500, complete: true });
});

test('the list has pages, the newest first', async () => {
  hasTargets('target-2', 'target-3');
  const ids: string[] = [];
  for (const targetId of ['target-1', 'target-2', 'target-3'])
    ids.unshift((await create({ ...asked, targetId })).body.replayId);
  const list = (query: Record<string, string>) =>
    function_.call('GET /{licensor}/notifications/replays', { query });

  const first = await list({ limit: '2' });
  const second = await list({ limit: '2', nextToken: first.body.nextToken });

  const found = [...first.body.replays, ...second.body.replays];
  expect(found.map(({ replayId }) => replayId).sort()).toEqual(ids.sort());
  expect(first.body.replays).toHaveLength(2);
});

test('a cancelled replay is CANCELLING until its next run; an unknown one is not found', async () => {
  const { body } = await create();

  expect(await cancel(body.replayId)).toMatchObject({ status: 202, body: { status: 'CANCELLING' } });
  expect(await cancel(body.replayId)).toMatchObject({ status: 202, body: { status: 'CANCELLING' } });
  expect((await cancel('unknown')).status).toBe(404);
  expect((await get('unknown')).status).toBe(404);
});

test('a dry run up to now counts what was delivered a moment ago', async () => {
  for (const [eventId, acceptedAt] of [
    ['old', '2026-01-01T23:58:00.000Z'],
    ['new', '2026-01-01T23:59:30.000Z'],
  ] as const) {
    function_.hasEvents(eventOf({ eventId, acceptedAt }));
    function_.hasRows(deliveryOf({ eventId, status: 'DELIVERED' }));
  }

  const { body } = await create({ ...asked, dryRun: true });

  expect(body).toMatchObject({ count: 2, complete: true, sample: [{ eventId: 'old' }, { eventId: 'new' }] });
});
