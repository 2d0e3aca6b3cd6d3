// What the runs of a replay share: counts what has become of its deliveries, and changes their rows.
import type { SearchDeps } from '../../core/history/search-replay.ts';
import type { Delivery } from '../../core/model/delivery/delivery.ts';
import { keyOfEntry, type Replay } from '../../core/model/replay/replay.ts';
import { type Found, foundAs } from '../../core/model/replay/replayed-row.ts';
import type { Log } from '../../core/runtime/telemetry/log.ts';
import type { Deliveries } from '../../core/store/deliveries/deliveries.ts';
import type { Replays } from '../../core/store/deliveries/replays.ts';
import type { HealthStore } from '../../core/store/deliveries/target-health.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import type { Targets } from '../../core/store/registry/targets.ts';

export type ReplayDeps = SearchDeps & {
  replays: Pick<Replays, 'claim' | 'change' | 'end'>;
  health: Pick<HealthStore, 'get' | 'change'>;
  targets: Pick<Targets, 'getMany'>;
  subscriptions: Pick<Subscriptions, 'get'>;
  deliveries: Pick<Deliveries, 'rowsOf' | 'replace'>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

export type Entry = { entry: string; row: Delivery | undefined; as: Found };
const settledAs = new Set<Found>(['CHANGED', 'DELIVERED', 'FAILED', 'CANCELLED']);

/**
 * Reads the open deliveries of a replay.
 * @returns the replay with new counts and without the settled ones, and the entries that are open still
 */
export async function settleOpen(
  replay: Replay,
  { deliveries }: Pick<ReplayDeps, 'deliveries'>,
): Promise<{ replay: Replay; entries: Entry[] }> {
  const rowOf = await deliveries.rowsOf(replay.open.map(entry => keyOfEntry(replay, entry)));
  const all = replay.open.map((entry): Entry => {
    const row = rowOf(keyOfEntry(replay, entry));
    return { entry, row, as: foundAs(replay, row) };
  });
  const count = (as: Found) => all.filter(one => one.as === as).length;
  const entries = all.filter(({ as }) => !settledAs.has(as));
  return {
    entries,
    replay: {
      ...replay,
      open: entries.map(({ entry }) => entry),
      found: replay.found - count('CHANGED'),
      delivered: replay.delivered + count('DELIVERED'),
      failed: replay.failed + count('FAILED'),
      cancelled: replay.cancelled + count('CANCELLED'),
      attempted: count('RETRYING'),
    },
  };
}

const rowsPerStep = 100;

/**
 * Replaces rows that have not changed since they were read. The others are looked at in the next run.
 * @param hasTime called before each step
 * @returns whether time was left for all
 */
export async function replaceRows(
  changes: readonly { row: Delivery; after: Delivery }[],
  { deliveries }: Pick<ReplayDeps, 'deliveries'>,
  hasTime: () => boolean,
): Promise<boolean> {
  for (let n = 0; n < changes.length; n += rowsPerStep) {
    if (!hasTime()) return false;
    const step = changes.slice(n, n + rowsPerStep);
    await deliveries.replace(step, hasTime);
  }
  return true;
}
