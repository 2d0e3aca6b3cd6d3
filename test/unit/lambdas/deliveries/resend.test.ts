// `POST /deliveries/{eventId}/{targetId}/resend`.
import { beforeEach, expect, test } from 'vitest';
import { type Delivery, noticeOf } from '../../../../core/model/delivery/delivery.ts';
import { draining, healthy } from '../../../../core/model/target/target-health.ts';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import {
  awsTarget,
  deliveryOf,
  eventOf,
  licensor,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';
import { awsQueueUrl, deadDeliveriesUrl, queueUrl } from '../../../support/handlers/environments.ts';

const function_ = deliveriesUnderTest();
const { queues } = function_;
const route = 'POST /{licensor}/notifications/deliveries/{eventId}/{targetId}/resend';
const time = '2026-01-02T00:00:00.000Z';
const now = Date.parse(time);
const resend = (eventId = 'event-1', targetId = 'target-1') =>
  function_.call(route, { path: { eventId, targetId } });
const finished = (more: Partial<Delivery> = {}) =>
  deliveryOf({ status: 'DELIVERED', attemptCount: 3, nextAttemptAt: undefined, ...more });

beforeEach(() => {
  function_.reset();
  function_.hasEvents(eventOf());
  function_.hasTargets(webhookTarget());
});

test.each(['DELIVERED', 'FAILED', 'PARKED', 'CANCELLED'] as const)(
  'a %s delivery is WAITING again, with a schedule from its beginning, and its task is on the queue',
  async status => {
    function_.hasRows(finished({ status }));

    const { status: answered, body } = await resend();

    expect(answered).toBe(202);
    expect(body).toMatchObject({ status: 'WAITING', attempts: 3, trigger: 'RESEND', nextAttemptAt: time });
    expect(function_.rowOf(finished())).toMatchObject({
      status: 'WAITING',
      attemptCount: 3,
      scheduleFrom: 3,
      trigger: 'RESEND',
      taskDueAt: now,
      // After the longest delay of the queue the retry-scheduler sends it.
      nextAttemptAt: now + 15 * 60_000,
    });
    expect(queues.bodiesOn(queueUrl)).toEqual([
      { licensor, eventId: 'event-1', targetId: 'target-1', subscriptionId: 'subscription-1', attempt: 4 },
    ]);
  },
);

test('the task goes to the queue of the channel', async () => {
  function_.hasTargets(awsTarget('SQS'));
  function_.hasRows(finished({ channel: 'aws' }));

  await resend();

  expect([queues.on(awsQueueUrl).length, queues.on(queueUrl).length]).toEqual([1, 0]);
});

test('if the circuit breaker is open, the task is a probe', async () => {
  function_.hasRows(finished({ status: 'PARKED' }));
  function_.hasHealth({ ...healthy(webhookTarget(), now), state: 'OPEN', failures: 10 });

  await resend();

  expect(queues.bodiesOn(queueUrl)).toEqual([expect.objectContaining({ attempt: 4, probe: true })]);
});

test('a draining target gets no probe', async () => {
  function_.hasRows(finished({ status: 'PARKED' }));
  function_.hasHealth(draining(healthy(webhookTarget(), now), now));

  await resend();

  expect(queues.bodiesOn(queueUrl)).toEqual([expect.not.objectContaining({ probe: true })]);
});

test('if the queue accepts no task, the row is due all the same', async () => {
  queues.refuse(queueUrl);
  function_.hasRows(finished());

  expect((await resend()).status).toBe(202);
  expect(function_.rowOf(finished())?.nextAttemptAt).toBe(now + 15 * 60_000);
});

test('a WAITING delivery is refused, with the time of its next attempt', async () => {
  const row = finished({ status: 'WAITING', nextAttemptAt: now + 60_000 });
  function_.hasRows(row);

  const { status, body } = await resend();

  expect([status, body.error.message]).toEqual([
    409,
    'the delivery waits already: its next attempt is at 2026-01-02T00:01:00.000Z',
  ]);
  expect(function_.rowOf(row)).toEqual(row);
});

test.each([
  [
    'DISABLED',
    { status: 'DISABLED', statusReason: 'it answered 410' },
    'is DISABLED (it answered 410): enable it',
  ],
  [
    'SUSPENDED',
    { suspension: { since: time, reason: 'abuse', by: 'arn' } },
    'is SUSPENDED (abuse): the operator',
  ],
] as const)('a target that is %s is refused, with the reason', async (_, fields, message) => {
  function_.hasTargets(webhookTarget(fields));
  function_.hasRows(finished());

  const { status, body } = await resend();

  expect([status, body.error.message]).toEqual([409, expect.stringContaining(message)]);
  expect(queues.calls()).toEqual([]);
});

test('a suspended licensor cannot send again', async () => {
  function_.hasRows(finished());
  const suspension = { since: time, reason: 'unpaid', by: 'arn' };
  const record = { licensor, externalId: 'x', tier: 'standard', createdAt: time, suspension };
  function_.database.put('registry', { ...licensorKey(licensor), ...record });

  expect((await resend()).status).toBe(403);
  expect(queues.calls()).toEqual([]);
});

test.each([
  ['event', 'unknown', 'target-1', 'there is no event "unknown"'],
  ['target', 'event-1', 'unknown', 'there is no target "unknown"'],
  ['delivery', 'event-1', 'target-1', 'there is no delivery of this event to target "target-1"'],
  ['well-formed id', '!', 'target-1', 'there is no event "!"'],
])('there is no such %s', async (_, eventId, targetId, message) => {
  const { status, body } = await resend(eventId, targetId);

  expect([status, body.error.message]).toEqual([404, message]);
});

test('an expired event cannot be sent again', async () => {
  function_.hasRows(finished({ eventId: 'expired' }));

  expect((await resend('expired')).status).toBe(404);
});

test('a notice that is still owed is sent before the row is changed', async () => {
  const row = finished({ status: 'FAILED', nextAttemptAt: now + 60_000 });
  function_.hasRows(row);
  queues.refuse(deadDeliveriesUrl);

  expect((await resend()).status).toBe(409);
  expect(function_.rowOf(row)).toEqual(row);

  queues.reset();
  expect((await resend()).status).toBe(202);
  expect(queues.bodiesOn(deadDeliveriesUrl)).toEqual([JSON.parse(noticeOf(row))]);
});

test('a notice that was sent is not sent again', async () => {
  function_.hasRows(finished({ status: 'FAILED' }));

  await resend();

  expect(queues.on(deadDeliveriesUrl)).toEqual([]);
});

test('of two resends at the same time, one is accepted', async () => {
  function_.hasRows(finished());

  const answers = await Promise.all([resend(), resend()]);

  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  expect(queues.bodiesOn(queueUrl)).toHaveLength(1);
});

test('a target gets 60 resends at once, and then one a second; other targets have their own', async () => {
  const again = async () => {
    function_.hasRows(finished());
    return resend();
  };
  for (let n = 0; n < 60; n++) expect((await again()).status).toBe(202);

  const refused = await again();
  expect([refused.status, refused.headers?.['retry-after']]).toEqual([429, '1']);

  function_.hasTargets(webhookTarget({ targetId: 'b' }));
  function_.hasRows(finished({ targetId: 'b' }));
  expect((await resend('event-1', 'b')).status).toBe(202);
});
