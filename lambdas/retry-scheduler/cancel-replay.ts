// Cancels a replay: the deliveries that it has parked and that were not sent get their former status back.
// Those on the queue are sent first, so that the final counts are exact.
import { ended, type Replay } from '../../core/model/replay/replay.ts';
import { restored } from '../../core/model/replay/replayed-row.ts';
import { type ReplayDeps, replaceRows, settleOpen } from './replay-rows.ts';

/** @returns the status after the run, for the log */
export async function cancelReplay(
  claimed: Replay,
  deps: ReplayDeps,
  hasTime: () => boolean,
): Promise<string> {
  const first = await settleOpen(claimed, deps);
  const changes = first.entries.flatMap(({ row }) => {
    const after = row && restored(row);
    return row && after ? [{ row, after }] : [];
  });
  await replaceRows(changes, deps, hasTime);
  // The drain may have sent some of them meanwhile.
  const { replay, entries } = await settleOpen(claimed, deps);
  const now = deps.clock();
  // A restored row has its former status again: it is PENDING, as one that was never changed.
  const open = entries.filter(({ as }) => as !== 'PENDING');
  const next = { ...replay, version: claimed.version + 1, open: open.map(({ entry }) => entry) };
  if (open.some(({ as }) => as !== 'RETRYING')) {
    await deps.replays.change(claimed, next, now);
    return next.status;
  }
  const after = ended(next, 'CANCELLED', undefined, now);
  return (await deps.replays.end(claimed, after, now)) ? after.status : 'CHANGED';
}
