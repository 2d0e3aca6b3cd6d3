// Tells of a delivery after its last attempt has failed: the operators by a notice, its licensor by the event
// DeliveryExhausted, which the retry-scheduler publishes. A row stays due until both are on their way, so
// that they survive the end of an invocation.
import { type Delivery, noticeOf } from '../model/delivery/delivery.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import type { ExhaustedDeliveries } from '../store/deliveries/exhausted-deliveries.ts';

export type NoticeDeps = {
  /** The queue for notices. */
  deadDeliveries: Queue;
  deliveries: Pick<Deliveries, 'markNoticed'>;
  exhausted: ExhaustedDeliveries;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/**
 * Sends the notices, and marks the rows whose notice the queue has accepted.
 * @param failed rows that are recorded as FAILED
 * @param mayRetry see `executeStatements`
 * @returns how many notices were sent
 */
export async function sendNotices(
  failed: readonly Delivery[],
  deps: NoticeDeps,
  mayRetry: () => boolean,
): Promise<number> {
  const noted = await noteExhausted(failed, deps);
  if (noted.length === 0) return 0;
  const outcomes = await sendMessages(deps.deadDeliveries, noted, row => ({ body: noticeOf(row) }));
  const sent = outcomes.filter(outcome => outcome.sent).map(({ item }) => item);
  await deps.deliveries.markNoticed(sent, mayRetry);
  return sent.length;
}

/** Stores one delivery per target. @returns the rows of the targets for which this did not fail */
async function noteExhausted(
  failed: readonly Delivery[],
  { exhausted, clock, log }: NoticeDeps,
): Promise<Delivery[]> {
  const byTarget = Map.groupBy(failed, ({ licensor, targetId }) => `${licensor}#${targetId}`);
  const noted = await Promise.all(
    [...byTarget.values()].map(async rows => {
      const [first] = rows;
      try {
        if (first) await exhausted.note(first, clock());
        return rows;
      } catch (error) {
        const { licensor, targetId } = first ?? {};
        log.error('an exhausted delivery could not be noted', { licensor, targetId, error: errorOf(error) });
        return [];
      }
    }),
  );
  return noted.flat();
}
