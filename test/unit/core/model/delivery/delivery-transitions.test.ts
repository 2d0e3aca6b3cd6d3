import { expect, test } from 'vitest';
import { documentedSchedule } from '../../../../../core/delivery/contract.ts';
import { afterAttempt, withoutAttempt } from '../../../../../core/model/delivery/after-attempt.ts';
import { maxQueueDelayMs } from '../../../../../core/model/delivery/delivery.ts';
import type { Outcome } from '../../../../../core/model/delivery/outcome.ts';
import { deliveryOf, taskOf } from '../../../../support/builders/records.ts';

const startedAt = Date.parse('2026-01-01T00:00:00.000Z');
const timing = { startedAt, now: startedAt + 120, schedule: documentedSchedule, random: 0.5, isProbe: false };
const delivered: Outcome = { class: 'DELIVERED', message: 'answered 200', httpStatus: 200 };
const unavailable: Outcome = { class: 'SERVER_ERROR', message: 'answered 503', httpStatus: 503 };
const attempts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    attempt: index + 1,
    at: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    class: 'SERVER_ERROR',
    message: 'answered 503',
  }));

test('a successful first attempt makes the row DELIVERED, with the time and duration of the attempt', () => {
  const { delivery, taskDelayMs } = afterAttempt(taskOf(), undefined, 'webhook', delivered, timing);

  expect(delivery).toEqual({
    ...deliveryOf({ status: 'DELIVERED', attemptCount: 1, updatedAt: '2026-01-01T00:00:00.120Z' }),
    attempts: [
      {
        attempt: 1,
        at: '2026-01-01T00:00:00.000Z',
        durationMs: 120,
        class: 'DELIVERED',
        message: 'answered 200',
        httpStatus: 200,
      },
    ],
  });
  expect(taskDelayMs).toBeUndefined();
});

test('a short wait sends a delayed task; the row is due 15 minutes later, in case the task is lost', () => {
  const { delivery, taskDelayMs } = afterAttempt(taskOf(), undefined, 'webhook', unavailable, timing);

  expect(delivery.status).toBe('WAITING');
  expect(taskDelayMs).toBe(5000);
  expect(delivery.nextAttemptAt).toBe(timing.now + 5000 + 15 * 60 * 1000);
});

test('a wait of 15 minutes sends a delayed task; a longer wait is only in the row', () => {
  const asked = (retryAfterMs: number) =>
    afterAttempt(taskOf(), undefined, 'webhook', { ...unavailable, retryAfterMs }, timing);

  expect(asked(maxQueueDelayMs).taskDelayMs).toBe(15 * 60 * 1000);
  expect(asked(maxQueueDelayMs + 1).taskDelayMs).toBeUndefined();
  expect(asked(maxQueueDelayMs + 1).delivery.nextAttemptAt).toBe(timing.now + maxQueueDelayMs + 1);
});

test('the third wait of the schedule, 30 minutes, is only in the row', () => {
  const row = deliveryOf({ attemptCount: 2 });
  const { delivery, taskDelayMs } = afterAttempt(taskOf({ attempt: 3 }), row, 'webhook', unavailable, timing);

  expect(delivery).toMatchObject({
    status: 'WAITING',
    attemptCount: 3,
    nextAttemptAt: timing.now + 1_800_000,
  });
  expect(taskDelayMs).toBeUndefined();
});

test('the last attempt of the schedule makes the row FAILED, and due for its notice', () => {
  const row = deliveryOf({ attemptCount: 9, attempts: attempts(9) });
  const { delivery, taskDelayMs } = afterAttempt(
    taskOf({ attempt: 10 }),
    row,
    'webhook',
    unavailable,
    timing,
  );

  expect(delivery).toMatchObject({ status: 'FAILED', attemptCount: 10 });
  expect(delivery.nextAttemptAt).toBe(timing.now + 15 * 60_000);
  expect(taskDelayMs).toBeUndefined();
});

test('a 410 answer parks the delivery, even after the last attempt', () => {
  const row = deliveryOf({ attemptCount: 9, nextAttemptAt: 5 });
  const gone: Outcome = { class: 'GONE', message: 'answered 410', httpStatus: 410 };
  const { delivery, taskDelayMs } = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', gone, timing);

  expect(delivery.status).toBe('PARKED');
  expect(delivery.nextAttemptAt).toBeUndefined();
  expect(taskDelayMs).toBeUndefined();
});

test('a failed probe parks the delivery again and is not counted; a successful probe is counted', () => {
  const row = deliveryOf({ attemptCount: 9, attempts: attempts(9) });
  const probe = { ...timing, isProbe: true };

  const failed = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', unavailable, probe);
  expect(failed.delivery).toMatchObject({ status: 'PARKED', attemptCount: 9, attempts: attempts(9) });
  expect(failed.delivery.nextAttemptAt).toBeUndefined();
  expect(failed.attempt).toMatchObject({ attempt: 10, class: 'SERVER_ERROR' });
  const succeeded = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', delivered, probe);
  expect(succeeded.delivery).toMatchObject({ status: 'DELIVERED', attemptCount: 10 });
});

test('after a redrive the schedule starts again', () => {
  const row = deliveryOf({ attemptCount: 10, scheduleFrom: 10 });
  const { delivery, taskDelayMs } = afterAttempt(
    taskOf({ attempt: 11 }),
    row,
    'webhook',
    unavailable,
    timing,
  );

  expect(taskDelayMs).toBe(5000);
  expect(delivery).toMatchObject({ attemptCount: 11, scheduleFrom: 10 });
  expect(withoutAttempt(taskOf({ attempt: 11 }), row, 'webhook', 'PARKED', timing.now).scheduleFrom).toBe(10);
});

test('a row keeps the last ten attempts, the oldest first', () => {
  const row = deliveryOf({ attemptCount: 12, attempts: attempts(12).slice(-10) });
  const { delivery } = afterAttempt(taskOf({ attempt: 13 }), row, 'webhook', delivered, timing);

  expect(delivery.attempts.map(({ attempt }) => attempt)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

test('the row of a delivery does not store Retry-After', () => {
  const { delivery } = afterAttempt(
    taskOf(),
    undefined,
    'webhook',
    { ...unavailable, retryAfterMs: 1000 },
    timing,
  );

  expect(delivery.attempts[0]).not.toHaveProperty('retryAfterMs');
});

test('later tasks do not change the subscription of a delivery', () => {
  const row = deliveryOf({ subscriptionId: 'first' });
  const task = taskOf({ subscriptionId: 'later', attempt: 2 });

  expect(afterAttempt(task, row, 'webhook', delivered, timing).delivery.subscriptionId).toBe('first');
  expect(withoutAttempt(task, row, 'webhook', 'PARKED', timing.now).subscriptionId).toBe('first');
  expect(withoutAttempt(task, undefined, 'webhook', 'PARKED', timing.now).subscriptionId).toBe('later');
});

test.each(['CANCELLED', 'PARKED'] as const)(
  'a delivery that becomes %s without an attempt keeps its attempts',
  status => {
    const row = deliveryOf({ attemptCount: 3, attempts: attempts(3), nextAttemptAt: 5 });
    const after = withoutAttempt(taskOf({ attempt: 4 }), row, 'webhook', status, timing.now);

    expect(after).toEqual({
      ...deliveryOf({ status, attemptCount: 3, updatedAt: '2026-01-01T00:00:00.120Z' }),
      attempts: attempts(3),
    });
  },
);

test('a counted attempt takes over why it was made; a failed probe keeps it for the next one', () => {
  const before = deliveryOf({ status: 'WAITING', attemptCount: 3, scheduleFrom: 3, trigger: 'RESEND' });
  const counted = afterAttempt(taskOf({ attempt: 4 }), before, 'webhook', unavailable, timing);
  expect(counted.attempt.trigger).toBe('RESEND');
  expect(counted.delivery.attempts.at(-1)?.trigger).toBe('RESEND');
  expect(counted.delivery.trigger).toBeUndefined();

  const probed = afterAttempt(taskOf({ attempt: 4 }), before, 'webhook', unavailable, {
    ...timing,
    isProbe: true,
  });
  expect(probed.delivery).toMatchObject({ status: 'PARKED', attemptCount: 3, trigger: 'RESEND' });
});
