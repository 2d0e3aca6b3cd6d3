// The metrics of a batch. A failed attempt is counted by the class of its outcome; a failure inside Herald
// has its own metric.
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Outcome } from '../model/delivery/outcome.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';

/** An attempt that was made. `waited`: the delivery had a row, so it was attempted or parked before. */
export type Attempted = {
  outcome: Outcome;
  durationMs: number;
  /** From the acceptance of the event to the end of the attempt. */
  latencyMs: number;
  waited: boolean;
};

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
