// What CloudWatch is told of a batch. A failed attempt is the partner's matter and counted by its class; what we failed to do is ours.
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Outcome } from '../model/delivery/outcome.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';

/** An attempt as it was made. `waited`: there was a row already, of an attempt before or of a rest. */
export type Attempted = {
  outcome: Outcome;
  durationMs: number;
  /** From the acceptance of the event to the end of the attempt. */
  latencyMs: number;
  waited: boolean;
};

/** @param opened how many breakers of targets the batch has opened */
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

/** @param recorded the rows that were written; @param notMade how many deliveries come again, for a reason of ours */
export function measureRows(recorded: readonly Delivery[], notMade: number, metrics: Metrics): void {
  const count = (status: Delivery['status']): number => recorded.filter(row => row.status === status).length;
  const counts = [
    ['Exhausted', count('FAILED')],
    ['Parked', count('PARKED')],
    ['AttemptsNotMade', notMade],
  ] as const;
  for (const [name, value] of counts) if (value > 0) metrics.add(name, value);
}
