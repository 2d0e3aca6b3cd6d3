import { expect, test } from 'vitest';
import { deadlineIn, timeLeft, within } from '../../../../../core/runtime/outbound/deadline.ts';

test('a deadline has a message with its length', () => {
  expect(deadlineIn(10_000).message).toBe('no answer within 10 s');
});

test('the time left is negative after the deadline', () => {
  expect(timeLeft(deadlineIn(60_000))).toBeGreaterThan(59_000);
  expect(timeLeft(deadlineIn(-1))).toBeLessThan(0);
});

test('a promise that settles before the deadline gives its result or its error', async () => {
  expect(await within(deadlineIn(60_000), Promise.resolve('done'), 'late')).toBe('done');
  await expect(within(deadlineIn(60_000), Promise.reject(new Error('failed')), 'late')).rejects.toThrow(
    'failed',
  );
});

test('a promise that misses the deadline gives `late`, and its work goes on', async () => {
  const work = Promise.withResolvers<string>();

  expect(await within(deadlineIn(1), work.promise, 'late')).toBe('late');

  work.resolve('done');
  expect(await within(deadlineIn(60_000), work.promise, 'late')).toBe('done');
});
