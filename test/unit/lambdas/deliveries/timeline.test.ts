// `GET /deliveries/{eventId}/{targetId}`: the attempts of one delivery, and what comes next.
import { beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../../core/model/delivery/delivery.ts';
import { adviceFor } from '../../../../core/model/delivery/outcome.ts';
import type { WebhookTarget } from '../../../../core/model/target/target.ts';
import { draining, type Health, healthy } from '../../../../core/model/target/target-health.ts';
import { deliveryOf, eventOf, webhookTarget } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/deliveries/{eventId}/{targetId}';
const time = '2026-01-02T00:00:00.000Z';
const now = Date.parse(time);
const read = (eventId = 'event-1', targetId = 'target-1') =>
  function_.call(route, { path: { eventId, targetId } });
const healthOf = (more: Partial<Health>): Health => ({ ...healthy(webhookTarget(), now), ...more });

beforeEach(() => {
  function_.reset();
  function_.hasEvents(eventOf());
});

test('each attempt with its time, duration, outcome, advice and trigger', async () => {
  function_.hasTargets(webhookTarget());
  const first = { attempt: 1, at: time, durationMs: 20, class: 'TIMEOUT', message: 'no answer in 10 s' };
  const second = {
    attempt: 2,
    at: '2026-01-02T01:00:00.000Z',
    durationMs: 31,
    class: 'DELIVERED',
    message: 'answered 200',
    httpStatus: 200,
    trigger: 'RESEND' as const,
  };
  function_.hasRows(deliveryOf({ status: 'DELIVERED', attemptCount: 2, attempts: [first, second] }));

  const { status, body } = await read();
  const { request, ...rest } = body;

  expect(request.method).toBe('POST');
  expect([status, rest]).toEqual([
    200,
    {
      eventId: 'event-1',
      targetId: 'target-1',
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      acceptedAt: '2026-01-01T00:00:00.000Z',
      subscriptionId: 'subscription-1',
      status: 'DELIVERED',
      attemptCount: 2,
      attempts: [{ ...first, advice: adviceFor.TIMEOUT }, second],
      next: { action: 'NONE', reason: 'the target has it' },
      updatedAt: '2026-01-01T00:00:00.000Z',
    },
  ]);
});

const waiting: Partial<Delivery> = { nextAttemptAt: now, status: 'WAITING' };
const parked: Partial<Delivery> = { status: 'PARKED' };
const suspension = { since: time, reason: 'abuse', by: 'arn' };

test.each<[string, Partial<Delivery>, Partial<WebhookTarget>, Health | undefined, object]>([
  [
    'waits for its time',
    waiting,
    {},
    undefined,
    { action: 'ATTEMPT', at: time, reason: 'the schedule of retries' },
  ],
  [
    'was sent again',
    { ...waiting, trigger: 'RESEND' },
    {},
    undefined,
    { reason: 'it was asked for (RESEND)' },
  ],
  [
    'parked, paused',
    parked,
    {},
    healthOf({ state: 'OPEN', failures: 10, nextAttemptAt: now }),
    { action: 'PROBE', at: time },
  ],
  ['waiting, paused', waiting, {}, healthOf({ state: 'OPEN', failures: 12 }), { action: 'PROBE' }],
  [
    'not associated',
    parked,
    {},
    healthOf({ state: 'OPEN', pending: true }),
    { reason: expect.stringContaining('not associated') },
  ],
  ['drains', parked, {}, draining(healthOf({}), now), { action: 'DRAIN' }],
  [
    'disabled',
    parked,
    { status: 'DISABLED' },
    undefined,
    { action: 'WAIT', reason: expect.stringContaining('enable it') },
  ],
  [
    'suspended',
    parked,
    { suspension },
    undefined,
    { action: 'WAIT', reason: expect.stringContaining('operator') },
  ],
  [
    'failed',
    { status: 'FAILED' },
    {},
    undefined,
    { action: 'NONE', reason: expect.stringContaining('used up') },
  ],
  ['cancelled', { status: 'CANCELLED' }, {}, undefined, { action: 'NONE' }],
])('what comes next: %s', async (_, row, target, health, next) => {
  function_.hasTargets(webhookTarget(target));
  if (health) function_.hasHealth(health);
  function_.hasRows(deliveryOf(row));

  expect((await read()).body.next).toMatchObject(next);
});

test('the delivery of a deleted target and of an expired event is still shown', async () => {
  function_.hasRows(deliveryOf({ eventId: 'expired', status: 'PARKED' }));

  const { body } = await read('expired');

  expect(body.next).toEqual({ action: 'NONE', reason: 'its target was deleted' });
  expect(body).not.toHaveProperty('topic');
});

test.each([
  ['event-1', 'unknown'],
  ['unknown', 'target-1'],
  ['!', 'target-1'],
  ['event-1', '!'],
])('there is no delivery of %s to %s', async (eventId, targetId) => {
  function_.hasRows(deliveryOf());

  expect((await read(eventId, targetId)).status).toBe(404);
});
