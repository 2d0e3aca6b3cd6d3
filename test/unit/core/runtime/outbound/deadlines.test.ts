import { expect, test } from 'vitest';
import { deadlineIn, timeLeft, within } from '../../../../../core/runtime/outbound/deadline.ts';

test('a deadline says in words what was missed', () => {
  expect(deadlineIn(10_000).message).toBe('no answer within 10 s');
});

test('the time that is left ends with the deadline', () => {
  expect(timeLeft(deadlineIn(60_000))).toBeGreaterThan(59_000);
  expect(timeLeft(deadlineIn(-1))).toBeLessThan(0);
});

test('what is done within the deadline counts, and its failure too', async () => {
  expect(await within(deadlineIn(60_000), Promise.resolve('done'), 'late')).toBe('done');
  await expect(within(deadlineIn(60_000), Promise.reject(new Error('failed')), 'late')).rejects.toThrow(
    'failed',
  );
});

test('what never ends is late, and may still end for others', async () => {
  const work = Promise.withResolvers<string>();

  expect(await within(deadlineIn(1), work.promise, 'late')).toBe('late');

  work.resolve('done');
  expect(await within(deadlineIn(60_000), work.promise, 'late')).toBe('done');
});
