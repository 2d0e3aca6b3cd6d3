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

test('a first attempt that succeeds makes a DELIVERED row which says when it was made and how long it took', () => {
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

test('a short wait goes out with a task, and the row is due 15 minutes after that, should the task be lost', () => {
  const { delivery, taskDelayMs } = afterAttempt(taskOf(), undefined, 'webhook', unavailable, timing);

  expect(delivery.status).toBe('WAITING');
  expect(taskDelayMs).toBe(5000);
  expect(delivery.nextAttemptAt).toBe(timing.now + 5000 + 15 * 60 * 1000);
});

test('a wait of exactly 15 minutes still goes out with a task, a longer one waits in the row alone', () => {
  const asked = (retryAfterMs: number) =>
    afterAttempt(taskOf(), undefined, 'webhook', { ...unavailable, retryAfterMs }, timing);

  expect(asked(maxQueueDelayMs).taskDelayMs).toBe(15 * 60 * 1000);
  expect(asked(maxQueueDelayMs + 1).taskDelayMs).toBeUndefined();
  expect(asked(maxQueueDelayMs + 1).delivery.nextAttemptAt).toBe(timing.now + maxQueueDelayMs + 1);
});

test('the third wait of the schedule, 30 minutes, waits in the row alone', () => {
  const row = deliveryOf({ attemptCount: 2 });
  const { delivery, taskDelayMs } = afterAttempt(taskOf({ attempt: 3 }), row, 'webhook', unavailable, timing);

  expect(delivery).toMatchObject({
    status: 'WAITING',
    attemptCount: 3,
    nextAttemptAt: timing.now + 1_800_000,
  });
  expect(taskDelayMs).toBeUndefined();
});

test('an attempt that exhausts the schedule makes the delivery FAILED, and due until its notice is out', () => {
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

test('a target that is gone parks the delivery, even after its last attempt', () => {
  const row = deliveryOf({ attemptCount: 9, nextAttemptAt: 5 });
  const gone: Outcome = { class: 'GONE', message: 'answered 410', httpStatus: 410 };
  const { delivery, taskDelayMs } = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', gone, timing);

  expect(delivery.status).toBe('PARKED');
  expect(delivery.nextAttemptAt).toBeUndefined();
  expect(taskDelayMs).toBeUndefined();
});

test('a probe that fails parks the delivery again and does not count; one that succeeds counts', () => {
  const row = deliveryOf({ attemptCount: 9, attempts: attempts(9) });
  const probe = { ...timing, isProbe: true };

  const failed = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', unavailable, probe);
  expect(failed.delivery).toMatchObject({ status: 'PARKED', attemptCount: 9, attempts: attempts(9) });
  expect(failed.delivery.nextAttemptAt).toBeUndefined();
  expect(failed.attempt).toMatchObject({ attempt: 10, class: 'SERVER_ERROR' });
  const taken = afterAttempt(taskOf({ attempt: 10 }), row, 'webhook', delivered, probe);
  expect(taken.delivery).toMatchObject({ status: 'DELIVERED', attemptCount: 10 });
});

test('a row keeps the round of its schedule: after a redrive the waits begin again', () => {
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

test('a row keeps the last ten attempts, oldest first', () => {
  const row = deliveryOf({ attemptCount: 12, attempts: attempts(12).slice(-10) });
  const { delivery } = afterAttempt(taskOf({ attempt: 13 }), row, 'webhook', delivered, timing);

  expect(delivery.attempts.map(({ attempt }) => attempt)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

test('how long a receiver asked us to wait is not part of what the row keeps of an attempt', () => {
  const { delivery } = afterAttempt(
    taskOf(),
    undefined,
    'webhook',
    { ...unavailable, retryAfterMs: 1000 },
    timing,
  );

  expect(delivery.attempts[0]).not.toHaveProperty('retryAfterMs');
});

test('the subscription that a delivery began with stays its subscription', () => {
  const row = deliveryOf({ subscriptionId: 'first' });
  const task = taskOf({ subscriptionId: 'later', attempt: 2 });

  expect(afterAttempt(task, row, 'webhook', delivered, timing).delivery.subscriptionId).toBe('first');
  expect(withoutAttempt(task, row, 'webhook', 'PARKED', timing.now).subscriptionId).toBe('first');
  expect(withoutAttempt(task, undefined, 'webhook', 'PARKED', timing.now).subscriptionId).toBe('later');
});

test.each(['CANCELLED', 'PARKED'] as const)(
  'a delivery that becomes %s without an attempt uses none up',
  status => {
    const row = deliveryOf({ attemptCount: 3, attempts: attempts(3), nextAttemptAt: 5 });
    const after = withoutAttempt(taskOf({ attempt: 4 }), row, 'webhook', status, timing.now);

    expect(after).toEqual({
      ...deliveryOf({ status, attemptCount: 3, updatedAt: '2026-01-01T00:00:00.120Z' }),
      attempts: attempts(3),
    });
  },
);
