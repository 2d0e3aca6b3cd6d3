// One set of metrics per function, in CloudWatch's embedded metric format: one line of the log per invocation, never a call. The namespace
// comes from POWERTOOLS_METRICS_NAMESPACE, which every function has. No licensor and no target is a dimension: who they are is in the log.
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { OutcomeClass } from '../../model/delivery/outcome.ts';
import { type MetricName, metricDefinitions } from './contract.ts';
import { startInvocation } from './log.ts';

export type Metrics = {
  /** @param value in the metric's unit; several of one invocation are kept apart, so that percentiles are right */
  add: (name: MetricName, value?: number) => void;
  /** Counts by the class of an outcome, beside the count of all. */
  addOutcome: (name: MetricName, outcome: OutcomeClass) => void;
};

/** @param service as in the function's log lines. @returns its metrics, and what writes them out */
export function createMetrics(serviceName: string): Metrics & { publish: () => void } {
  const all = new PowertoolsMetrics({ serviceName });
  const byOutcome = new Map<OutcomeClass, PowertoolsMetrics>();
  const of = (outcome: OutcomeClass): PowertoolsMetrics => {
    const known = byOutcome.get(outcome);
    if (known) return known;
    const made = new PowertoolsMetrics({ serviceName, defaultDimensions: { outcome } });
    byOutcome.set(outcome, made);
    return made;
  };
  const add = (metrics: PowertoolsMetrics, name: MetricName, value: number): void => {
    metrics.addMetric(name, metricDefinitions[name].unit, value);
  };
  return {
    add: (name, value = 1) => add(all, name, value),
    addOutcome(name, outcome) {
      add(all, name, 1);
      add(of(outcome), name, 1);
    },
    publish() {
      for (const metrics of [all, ...byOutcome.values()])
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

/** Does the work of one invocation: its lines carry its id, and its metrics go out at its end, whatever came of it. */
export async function invocation<T>(
  context: Context,
  { log, metrics }: { log: Parameters<typeof startInvocation>[0]; metrics: { publish: () => void } },
  work: () => Promise<T>,
): Promise<T> {
  startInvocation(log, context);
  try {
    return await work();
  } finally {
    metrics.publish();
  }
}
