// Waits for asynchronous work of Herald, with a time limit and an error that shows the last value.
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';

const pollMilliseconds = 100;
const usualBoundMilliseconds = 45_000;

/**
 * Reads a value until it is as wanted.
 * @param what completes the error message "waited 45 s for …"
 * @throws Error after `boundMilliseconds`
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
