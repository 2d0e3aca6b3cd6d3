// `GET /events/{eventId}/routing`: why each target got an event, or did not.
import { beforeEach, expect, test } from 'vitest';
import type { Subscription } from '../../../../core/model/subscription/subscription.ts';
import { createSubscriptions } from '../../../../core/store/registry/subscriptions.ts';
import { deliveryOf, eventOf, subscriptionOf, webhookTarget } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/events/{eventId}/routing';
const read = async (eventId = 'event-1') => (await function_.call(route, { path: { eventId } })).body;
const event = eventOf({ acceptedAt: '2026-01-01T12:00:00.000Z', fields: { territory: 'DE' } });
const targetOf = (targetId: string) => webhookTarget({ targetId });
const later = '2026-01-01T13:00:00.000Z';

const subscribe = (subscriptionId: string, targets: string[], more: Partial<Subscription> = {}) =>
  createSubscriptions(function_.database.db, 'registry').create(
    subscriptionOf({ subscriptionId, eventTargetMapping: { LiveStatusUpdated: targets }, ...more }),
    () => 'webhook',
  );

beforeEach(() => {
  function_.reset();
  function_.hasEvents(event);
  function_.hasTargets(targetOf('a'), targetOf('b'));
});

test.each(['DELIVERED', 'WAITING', 'PARKED', 'FAILED', 'CANCELLED'] as const)(
  'a target that has a %s delivery, and the subscription that sends it',
  async status => {
    function_.hasRows(deliveryOf({ targetId: 'a', status }));

    const { targets, ...shown } = await read();

    expect(shown).toEqual({
      eventId: 'event-1',
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      acceptedAt: event.acceptedAt,
      fields: { territory: 'DE' },
    });
    expect(targets[0]).toEqual({ targetId: 'a', result: status, subscriptionId: 'subscription-1' });
  },
);

test('the filter field that kept it out, with what it allows and the value of the event', async () => {
  await subscribe('s', ['a'], { filter: { territory: ['US', 'CA'] } });

  expect((await read()).targets[0]).toEqual({
    targetId: 'a',
    result: 'NOT_SENT',
    reasons: [
      {
        code: 'FILTER',
        subscriptionId: 's',
        message: 'the filter field "territory" allows US, CA, and the event has DE',
        field: 'territory',
        allowed: ['US', 'CA'],
        value: 'DE',
      },
    ],
  });
});

test('a filter field that the event does not have', async () => {
  await subscribe('s', ['a'], { filter: { territory: ['DE'], marketplace: ['US'] } });

  const [reason] = (await read()).targets[0].reasons;

  expect(reason).toMatchObject({ field: 'marketplace', allowed: ['US'] });
  expect(reason).not.toHaveProperty('value');
});

test('subscribed only after the event was accepted', async () => {
  await subscribe('s', ['a'], { createdAt: later, updatedAt: later });

  expect((await read()).targets[0]).toMatchObject({
    result: 'NOT_SENT',
    reasons: [{ code: 'SUBSCRIBED_LATER', subscriptionId: 's', since: later }],
    asOfNow: true,
  });
});

test('each subscription of the target has its reason: other topic, event type not mapped, filter', async () => {
  await subscribe('s1', ['a'], { topic: 'AssetStatus', eventTargetMapping: { AssetStatusUpdated: ['a'] } });
  await subscribe('s2', ['a'], {
    eventTargetMapping: { OfferStatusUpdated: ['a'], LiveStatusUpdated: ['b'] },
  });
  await subscribe('s3', ['a'], { filter: { territory: ['US'] } });

  const [a, b] = (await read()).targets;

  expect(a.reasons.map(({ code, subscriptionId }: Record<string, string>) => [code, subscriptionId])).toEqual(
    [
      ['FILTER', 's3'],
      ['OTHER_TOPIC', 's1'],
      ['EVENT_TYPE_NOT_MAPPED', 's2'],
    ],
  );
  expect(b).toEqual({ targetId: 'b', result: 'EXPECTED', subscriptionId: 's2' });
});

test('an event that nobody wanted: no target has a subscription', async () => {
  const none = { code: 'NO_SUBSCRIPTION', message: 'no subscription names the target' };
  expect((await read()).targets).toEqual([
    { targetId: 'a', result: 'NOT_SENT', reasons: [none], asOfNow: true },
    { targetId: 'b', result: 'NOT_SENT', reasons: [none], asOfNow: true },
  ]);
});

test('of two subscriptions that match, the oldest sends', async () => {
  await subscribe('new', ['a'], { createdAt: '2026-01-01T01:00:00.000Z' });
  await subscribe('old', ['a']);

  expect((await read()).targets[0]).toEqual({ targetId: 'a', result: 'EXPECTED', subscriptionId: 'old' });
});

test('a deleted target is shown with its delivery', async () => {
  function_.hasRows(deliveryOf({ targetId: 'gone', status: 'CANCELLED' }));

  expect((await read()).targets[2]).toMatchObject({ targetId: 'gone', result: 'CANCELLED', deleted: true });
});

test.each([
  ['target', () => function_.hasTargets(webhookTarget({ targetId: 'a', updatedAt: later }))],
  ['subscription', () => subscribe('s2', ['a'], { updatedAt: later, filter: { territory: ['FR'] } })],
])('says "as of now" if a %s was changed after the event', async (_, change) => {
  await subscribe('s', ['a'], { filter: { territory: ['US'] } });
  expect((await read()).targets[0].asOfNow).toBeUndefined();

  await change();

  expect((await read()).targets[0].asOfNow).toBe(true);
});

test('all of 150 targets and subscriptions, for as many read units', async () => {
  const ids = Array.from({ length: 150 }, (_, n) => `t${n}`);
  function_.hasTargets(...ids.map(targetOf));
  for (const id of ids) await subscribe(`s-${id}`, [id]);

  const { targets } = await read();

  expect(targets).toHaveLength(152);
  expect(targets.filter(({ result }: { result: string }) => result === 'EXPECTED')).toHaveLength(150);
});

test('an unknown event, and one of another licensor, are 404', async () => {
  function_.hasEvents(eventOf({ eventId: 'event-2', licensor: 'other' }));

  for (const eventId of ['event-2', 'event-3', '!'])
    expect((await function_.call(route, { path: { eventId } })).status).toBe(404);
});
