// Waiting between tries of our own calls to AWS.
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits before the next try: a random part of 50 ms, doubling, at most 2 s (AWS Builders' Library, "full jitter"). */
export const backoff = (tries: number): Promise<void> =>
  sleep(Math.random() * Math.min(2000, 50 * 2 ** tries));
