// The notices of deliveries whose attempts are used up. A row stays due until its notice is out, so that none is lost with an invocation.
import type { Delivery } from '../model/delivery/delivery.ts';
import { noticed, noticeOf } from '../model/delivery/notice.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';

/** @param failed rows that are FAILED, and recorded as such; @param mayRetry see `Deliveries.record` */
export async function sendNotices(
  failed: readonly Delivery[],
  deadDeliveries: Queue,
  deliveries: Pick<Deliveries, 'record'>,
  mayRetry: () => boolean,
): Promise<void> {
  if (failed.length === 0) return;
  const sent = await sendMessages(
    deadDeliveries,
    failed.map(row => ({ body: noticeOf(row) })),
  );
  const out = failed.filter((_, index) => sent[index]);
  await deliveries.record(
    out.map(row => ({ before: row, after: noticed(row) })),
    mayRetry,
  );
}
