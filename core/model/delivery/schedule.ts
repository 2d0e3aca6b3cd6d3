// The retry rule. The numbers are in core/delivery/contract.ts.

const jitter = 0.2;

/**
 * The wait before the next attempt.
 * @param schedule seconds before each attempt, the first included
 * @param attempts the number of attempts so far
 * @param retryAfterMs the wait that the receiver asked for, milliseconds; it never shortens the wait
 * @param random a number in [0, 1), which varies the wait by ±20 %
 * @returns milliseconds; undefined if the schedule is exhausted
 */
export function nextWaitMs(
  schedule: readonly number[],
  attempts: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  const seconds = schedule[attempts];
  if (seconds === undefined) return undefined;
  const spread = 1 - jitter + 2 * jitter * random;
  return Math.round(Math.max(seconds * 1000 * spread, retryAfterMs ?? 0));
}
