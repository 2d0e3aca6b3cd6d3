// The metrics of a batch. A failed attempt is counted by the class of its outcome; a failure inside Herald
// has its own metric.
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Outcome } from '../model/delivery/outcome.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { ReceivedTask } from './delivery-tasks.ts';

/** An attempt that was made. `waited`: the delivery had a row, so it was attempted or parked before. */
export type Attempted = {
  outcome: Outcome;
  durationMs: number;
  /** From the acceptance of the event to the end of the attempt. */
  latencyMs: number;
  waited: boolean;
};

/**
 * How late the tasks of a batch are taken, which come from one lane.
 * @param lateMs the lateness of the latest one; SQS's clock and Lambda's may differ a little
 */
export function measureLateness(received: readonly ReceivedTask[], lateMs: number, metrics: Metrics): void {
  const [first] = received;
  if (!first) return;
  const name = first.task.lane === 'slow' ? 'SlowTaskLateness' : 'TaskLateness';
  metrics.add(name, Math.max(0, lateMs) / 1000);
}

/** @param opened how many circuit breakers the batch has opened */
export function measureAttempts(attempts: readonly Attempted[], opened: number, metrics: Metrics): void {
  if (attempts.length > 0) metrics.add('Attempts', attempts.length);
  if (opened > 0) metrics.add('BreakersOpened', opened);
  for (const { outcome, durationMs, latencyMs, waited } of attempts) {
    metrics.add('AttemptDuration', durationMs);
    if (outcome.class !== 'DELIVERED') {
      metrics.addOutcome('AttemptsFailed', outcome.class);
      continue;
    }
    metrics.add('Delivered');
    if (!waited) metrics.add('DeliveryLatency', latencyMs);
  }
}

/**
 * @param recorded the rows that were written
 * @param failedInside how many deliveries failed inside Herald and are tried again
 */
export function measureRows(recorded: readonly Delivery[], failedInside: number, metrics: Metrics): void {
  const count = (status: Delivery['status']): number => recorded.filter(row => row.status === status).length;
  const counts = [
    ['Exhausted', count('FAILED')],
    ['Parked', count('PARKED')],
    ['AttemptsNotMade', failedInside],
  ] as const;
  for (const [name, value] of counts) if (value > 0) metrics.add(name, value);
}
