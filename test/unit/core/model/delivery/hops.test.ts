// The bound on how often a delivery task is sent on without an attempt.
import { expect, test } from 'vitest';
import { documentedSchedule } from '../../../../../core/delivery/contract.ts';
import { nextClaim, nextTask } from '../../../../../core/model/delivery/claim.ts';
import type { Delivery } from '../../../../../core/model/delivery/delivery.ts';
import { isCirculating, maxHops, sentOn } from '../../../../../core/model/delivery/hops.ts';
import { deliveryOf, taskOf } from '../../../../support/builders/records.ts';

const day = 24 * 3600 * 1000;

test('a task for a later attempt begins without hops, however many led to the attempt', () => {
  expect(sentOn(taskOf({ attempt: 2, hops: 7 }), taskOf({ attempt: 3 }))).toEqual(taskOf({ attempt: 3 }));
});

test.each([
  ['the same', 2],
  ['an earlier', 1],
])('a task for %s attempt has one hop more', (_, attempt) => {
  expect(sentOn(taskOf({ attempt: 2 }), taskOf({ attempt })).hops).toBe(1);
  expect(sentOn(taskOf({ attempt: 2, hops: 7 }), taskOf({ attempt })).hops).toBe(8);
});

test.each([undefined, 1, maxHops])('a task with %s hops is processed', hops => {
  expect(isCirculating(taskOf({ hops }))).toBe(false);
});

test('a task with more hops than allowed goes to the quarantine', () => {
  expect(isCirculating(taskOf({ hops: maxHops + 1 }))).toBe(true);
});

test('without an attempt for the 30 days of a row, the bound is twice as high as needed', () => {
  let row: Delivery = deliveryOf({ status: 'WAITING', attemptCount: 0, nextAttemptAt: 0, claims: 0 });
  let woken = nextTask(row);
  while ((row.nextAttemptAt ?? 0) < 30 * day) {
    row = { ...row, ...nextClaim(row, row.nextAttemptAt ?? 0) };
    woken = nextTask(row);
  }
  const moved = sentOn(woken, { ...woken, lane: 'slow' });

  expect(moved.hops).toBeGreaterThan(100);
  expect(2 * (moved.hops ?? 0)).toBeLessThanOrEqual(maxHops);
});

test('the first wake-up after an attempt is no hop, each further one is', () => {
  const woken = [0, 1, 2, 3].map(claims => nextTask(deliveryOf({ status: 'WAITING', claims })).hops);

  expect(woken).toEqual([undefined, undefined, 1, 2]);
});

test('a delivery that makes every attempt of the schedule in the slow lane never has two hops', () => {
  let task = taskOf();
  for (const [attemptCount] of documentedSchedule.entries()) {
    const moved = sentOn(task, { ...task, lane: 'slow' });
    expect(moved.hops).toBe(1);
    task = sentOn(moved, nextTask(deliveryOf({ status: 'WAITING', attemptCount: attemptCount + 1 })));
    expect(task.hops).toBeUndefined();
  }
});
