// Recording what came of attempts, where somebody else may have written the row meanwhile: the audit made one that was missing, a deliverer
// parked it, or our own write was carried out and its answer lost.
import { isDeepStrictEqual } from 'node:util';
import { type Delivery, yieldsTo } from '../model/delivery/delivery.ts';
import type { Deliveries, Recorded, RowChange } from '../store/deliveries/deliveries.ts';

/** @param mayRetry see `Deliveries.record` */
export async function recordRows(
  changes: readonly RowChange[],
  deliveries: Pick<Deliveries, 'record' | 'rowsOf'>,
  mayRetry: () => boolean,
): Promise<Recorded[]> {
  const recorded = await deliveries.record(changes, mayRetry);
  const superseded = changes.filter((_, index) => recorded[index] === 'SUPERSEDED');
  if (superseded.length === 0) return recorded;
  const rowOf = await deliveries.rowsOf(superseded.map(({ after }) => after));
  const again = superseded.flatMap(({ before, after }) => {
    const current = rowOf(after);
    return isAttempt({ before, after }) && yieldsTo(current, before) ? [{ before: current, after }] : [];
  });
  const second = again.length > 0 ? await deliveries.record(again, mayRetry) : [];
  return changes.map(({ after }, index) => {
    if (recorded[index] !== 'SUPERSEDED') return recorded[index] ?? 'UNAVAILABLE';
    if (isDeepStrictEqual(stateOf(rowOf(after)), stateOf(after))) return 'RECORDED';
    const position = again.findIndex(change => change.after === after);
    return second[position] ?? 'SUPERSEDED';
  });
}

/** Whether an attempt was made that counts. */
const isAttempt = ({ before, after }: RowChange): boolean => after.attemptCount > (before?.attemptCount ?? 0);

/** What tells our own write from another's. */
const stateOf = (row: Delivery | undefined) =>
  row && [row.status, row.attemptCount, row.updatedAt, row.attempts.at(-1)];
