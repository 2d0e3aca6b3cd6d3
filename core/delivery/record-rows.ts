// Writes the rows of attempts. A row may have changed since it was read: the audit created a missing row,
// another deliverer parked it, or this write succeeded and its answer was lost.
import { isDeepStrictEqual } from 'node:util';
import { mayReplace } from '../model/delivery/after-attempt.ts';
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Deliveries, Recorded, RecordedChange } from '../store/deliveries/deliveries.ts';
import type { RowChange } from '../store/deliveries/delivery-row.ts';

/**
 * @param changes of different deliveries
 * @param mayRetry see `executeStatements`
 * @returns each change with its outcome
 */
export async function recordRows<C extends RowChange>(
  changes: readonly C[],
  deliveries: Pick<Deliveries, 'record' | 'rowsOf'>,
  mayRetry: () => boolean,
): Promise<{ change: C; recorded: Recorded }[]> {
  const outcomes = new Map(recordedBy(await deliveries.record(changes, mayRetry)));
  const superseded = changes.filter(({ after }) => outcomes.get(after) === 'SUPERSEDED');
  if (superseded.length > 0) {
    const rowOf = await deliveries.rowsOf(superseded.map(({ after }) => after));
    const again: RowChange[] = [];
    for (const { before, after } of superseded) {
      const current = rowOf(after);
      if (isDeepStrictEqual(stateOf(current), stateOf(after))) outcomes.set(after, 'RECORDED');
      else if (countsAttempt({ before, after }) && mayReplace(current, before))
        again.push({ before: current, after });
    }
    if (again.length > 0) {
      for (const [after, recorded] of recordedBy(await deliveries.record(again, mayRetry)))
        outcomes.set(after, recorded);
    }
  }
  return changes.map(change => ({ change, recorded: outcomes.get(change.after) ?? 'UNAVAILABLE' }));
}

const recordedBy = (recorded: readonly RecordedChange[]): [Delivery, Recorded][] =>
  recorded.map(one => [one.change.after, one.recorded]);

/** Whether an attempt was made that counts. */
const countsAttempt = ({ before, after }: RowChange): boolean =>
  after.attemptCount > (before?.attemptCount ?? 0);

/** What tells this write from another one. */
const stateOf = (row: Delivery | undefined) =>
  row && [row.status, row.attemptCount, row.updatedAt, row.attempts.at(-1)];
