// Cancels a replay, because its licensor asks for it (docs/decisions/0042-replays.md).
import { type Author, changeOf } from '../model/api/change-record.ts';
import { HeraldError } from '../model/api/herald-error.ts';
import { isActive, type Replay } from '../model/replay/replay.ts';
import { shownStatusOf } from '../model/replay/replay-view.ts';
import type { Replays } from '../store/deliveries/replays.ts';
import type { RecordChange } from '../store/registry/change-records.ts';

export type CancelDeps = {
  replays: Pick<Replays, 'get' | 'changeRecorded'>;
  recordChange: RecordChange;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

const tries = 5;

/**
 * Cancels an active replay. The retry-scheduler does it, after the run that may be at work now.
 * @returns undefined if there is no such replay
 * @throws HeraldError CONFLICT if it has ended
 */
export async function requestCancel(
  licensor: string,
  replayId: string,
  by: Author,
  { replays, recordChange, clock }: CancelDeps,
): Promise<Replay | undefined> {
  for (let n = 0; n < tries; n++) {
    const replay = await replays.get(licensor, replayId);
    if (!replay || replay.status === 'CANCELLING') return replay;
    if (!isActive(replay)) {
      throw new HeraldError('CONFLICT', `replay "${replayId}" has ended: it is ${replay.status}`);
    }
    const after: Replay = { ...replay, status: 'CANCELLING', version: replay.version + 1 };
    const before = { status: shownStatusOf(replay) };
    const change = changeOf(by, { kind: 'replay', id: replayId }, before, { status: after.status });
    if (await replays.changeRecorded(replay, after, clock(), recordChange(licensor, change))) return after;
  }
  throw new HeraldError('CONFLICT', 'other requests are changing this replay: try again');
}
