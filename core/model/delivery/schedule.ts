// When the next attempt is due.

const jitter = 0.2;

/**
 * The wait before the next attempt.
 * @param schedule seconds before each attempt, the first included
 * @param attempts how many attempts have been made
 * @param retryAfterMs how long the receiver asked us to wait, milliseconds; never shortens the schedule
 * @param random a number in [0, 1), which spreads the wait by ±20 %
 * @returns milliseconds, or undefined when the schedule is exhausted
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
