// The row of a delivery that a replay sends again, and its former state if the replay is cancelled.
import { type Delivery, redriven } from '../delivery/delivery.ts';
import { matches, type Replay } from './replay.ts';

/** @param now milliseconds since the epoch */
export function replayed(row: Delivery, replayId: string, now: number): Delivery {
  const { status, updatedAt, scheduleFrom, nextAttemptAt, claims, replayId: earlier } = row;
  return {
    ...redriven(row, now),
    trigger: 'REPLAY',
    replayId,
    replayedFrom: { status, updatedAt, scheduleFrom, nextAttemptAt, claims, replayId: earlier },
  };
}

/**
 * The row as it was before the replay. A FAILED one is not noticed again, unless its notice was still due.
 * @returns undefined if an attempt was made since
 */
export function restored(row: Delivery): Delivery | undefined {
  const { replayedFrom, ...rest } = row;
  if (row.status !== 'PARKED' || row.trigger !== 'REPLAY' || !replayedFrom) return undefined;
  const { scheduleFrom, nextAttemptAt, claims, replayId } = replayedFrom;
  return { ...rest, ...replayedFrom, scheduleFrom, nextAttemptAt, claims, replayId, trigger: undefined };
}

/**
 * What became of a delivery in `open` of a replay. PENDING: its row is not changed yet; UNSENT: parked, no
 * attempt was made; SENT: on the queue; RETRYING: it has failed, and is sent again as any other delivery;
 * CHANGED: something else changed the row first, and the replay leaves it alone.
 */
export type Found =
  | 'PENDING'
  | 'UNSENT'
  | 'SENT'
  | 'RETRYING'
  | 'CHANGED'
  | 'DELIVERED'
  | 'FAILED'
  | 'CANCELLED';

/** @param row undefined if it has expired */
export function foundAs(replay: Replay, row: Delivery | undefined): Found {
  if (!row) return 'CANCELLED';
  if (row.replayId !== replay.replayId) return matches(replay, row) ? 'PENDING' : 'CHANGED';
  if (row.status !== 'PARKED' && row.status !== 'WAITING') return row.status;
  if (row.trigger !== 'REPLAY') return 'RETRYING';
  return row.status === 'PARKED' ? 'UNSENT' : 'SENT';
}
