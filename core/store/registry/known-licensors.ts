// Whether a licensor exists, remembered for a short time: publish asks for each call.
import { LRUCache } from 'lru-cache';
import { errorOf, type Log } from '../../runtime/telemetry/log.ts';
import type { Licensors } from './licensors.ts';

const existsForMs = 5 * 60_000;
/** Short, because a licensor may be created at any moment. */
const missingForMs = 5000;
const most = 20_000;

/** @returns undefined if it cannot be read now */
export type KnowsLicensor = (licensor: string) => Promise<boolean | undefined>;

/**
 * The answer may be five minutes old for a licensor that was removed, and 5 s for one that was created.
 * @param clock milliseconds since the epoch
 */
export function knowLicensors(
  licensors: Pick<Licensors, 'exists'>,
  clock: () => number,
  log: Log,
): KnowsLicensor {
  const cache = new LRUCache<string, { exists: boolean; until: number }>({ max: most });
  return async licensor => {
    const known = cache.get(licensor);
    if (known && clock() < known.until) return known.exists;
    try {
      const exists = await licensors.exists(licensor);
      cache.set(licensor, { exists, until: clock() + (exists ? existsForMs : missingForMs) });
      return exists;
    } catch (error) {
      log.warn('the record of a licensor could not be read', { licensor, error: errorOf(error) });
      return undefined;
    }
  };
}
