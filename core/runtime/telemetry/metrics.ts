// Metrics in CloudWatch's embedded metric format: one log line per invocation and no API call. The namespace
// is the environment variable POWERTOOLS_METRICS_NAMESPACE. Licensors and targets are not dimensions, because
// each combination would be a billed metric; the log has them.
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { OutcomeClass } from '../../model/delivery/outcome.ts';
import { type MetricName, metricDefinitions } from './contract.ts';
import { startInvocation } from './log.ts';

export type Metrics = {
  /**
   * @param value in the metric's unit. The values of one invocation are not summed, so percentiles are
   *   correct.
   */
  add: (name: MetricName, value?: number) => void;
  /** Counts 1 twice: without a dimension, and under the outcome's class in the dimension `outcome`. */
  addOutcome: (name: MetricName, outcome: OutcomeClass) => void;
};

/** `publish` writes the metrics to the log. */
export type FunctionMetrics = Metrics & { publish: () => void };

/**
 * @param serviceName the same as in the function's log lines.
 */
export function createMetrics(serviceName: string): FunctionMetrics {
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

/**
 * Runs one invocation. Its log lines have the invocation's id; its metrics are written at the end, also after
 * an error.
 */
export async function invocation<T>(
  context: Context,
  { log, metrics }: { log: Parameters<typeof startInvocation>[0]; metrics: Pick<FunctionMetrics, 'publish'> },
  work: () => Promise<T>,
): Promise<T> {
  startInvocation(log, context);
  try {
    return await work();
  } finally {
    metrics.publish();
  }
}
