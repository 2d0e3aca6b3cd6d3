// Waiting for what happens by itself: a bound, and a failure that shows what was there instead.
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const pollMilliseconds = 100;
const usualBoundMilliseconds = 45_000;

/**
 * Reads until the value is as wanted.
 * @param what completes the sentence "waited for …"
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  boundMilliseconds = usualBoundMilliseconds,
): Promise<T> {
  const end = Date.now() + boundMilliseconds;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > end) {
      throw new Error(
        `waited ${boundMilliseconds / 1000} s for ${what}; last seen: ${inspect(value, { depth: 6 })}`,
      );
    }
    await delay(pollMilliseconds);
  }
}
