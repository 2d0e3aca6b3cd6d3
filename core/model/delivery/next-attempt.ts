// When the next attempt of a delivery is due, as partners see it. A row's `nextAttemptAt` says when the
// retry-scheduler acts, which is later while a task waits on the queue.
import { claimedAt } from './claim.ts';
import type { Delivery } from './delivery.ts';

/**
 * @returns milliseconds since the epoch; a time in the past if the task was sent already; undefined if the
 *   delivery does not wait for a time
 */
export function nextAttemptOf(row: Delivery): number | undefined {
  if (row.status !== 'WAITING') return undefined;
  return claimedAt(row) ?? row.taskDueAt ?? row.nextAttemptAt;
}
