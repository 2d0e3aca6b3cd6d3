// Sends the notice of a delivery after its last attempt has failed. A row stays due until its notice has
// been sent, so that a notice survives the end of an invocation.
import { type Delivery, noticeOf } from '../model/delivery/delivery.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';

/**
 * Sends the notices, and marks the rows whose notice the queue has accepted.
 * @param failed rows that are recorded as FAILED
 * @param mayRetry see `executeStatements`
 * @returns how many notices were sent
 */
export async function sendNotices(
  failed: readonly Delivery[],
  deadDeliveries: Queue,
  deliveries: Pick<Deliveries, 'markNoticed'>,
  mayRetry: () => boolean,
): Promise<number> {
  if (failed.length === 0) return 0;
  const outcomes = await sendMessages(deadDeliveries, failed, row => ({ body: noticeOf(row) }));
  const sent = outcomes.filter(outcome => outcome.sent).map(({ item }) => item);
  await deliveries.markNoticed(sent, mayRetry);
  return sent.length;
}
