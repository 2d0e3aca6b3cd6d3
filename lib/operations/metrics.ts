// The metrics that alarms and graphs use: Herald's own (core/runtime/telemetry/contract.ts) and those of AWS.
import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  type MetricName,
  metricDefinitions,
  metricNamespaceOf,
} from '../../core/runtime/telemetry/contract.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';

/** The resources that emit these metrics. */
export type Monitored = {
  /** By the name of their folder in lambdas/. */
  functions: Readonly<Record<string, LambdaFunction<never>>>;
  queues: Readonly<
    Record<'webhook' | 'aws' | 'slowWebhook' | 'slowAws' | 'quarantine' | 'deadDeliveries', Queue>
  >;
  tables: Readonly<Record<string, ITable>>;
  api: RestApi;
};

export type Metrics = ReturnType<typeof metricsOf>;

type HeraldMetricOptions = MetricOptions & { outcome?: string };

const defaults = { statistic: Stats.SUM, period: Duration.minutes(1) };

export function metricsOf(settings: Settings, monitored: Monitored) {
  const namespace = metricNamespaceOf(settings.stage);
  const metricOf = (metricName: string, service: string, options: HeraldMetricOptions): Metric => {
    const { outcome, ...rest } = options;
    const dimensionsMap = { service, ...(outcome !== undefined && { outcome }) };
    return new Metric({ namespace, metricName, dimensionsMap, ...defaults, ...rest });
  };
  /** A metric of Herald as one service emits it. A service that does not emit it does not compile. */
  const herald = <Name extends MetricName>(
    name: Name,
    service: (typeof metricDefinitions)[Name]['services'][number],
    options: HeraldMetricOptions = {},
  ): Metric => metricOf(name, service, options);
  /** A metric of Herald, added up over all services that emit it. */
  const heraldSum = (name: MetricName, options: MetricOptions = {}): MathExpression => {
    const services: readonly string[] = metricDefinitions[name].services;
    const metrics = services.map(service => metricOf(name, service, options));
    return sumOf(name, metrics, options.period ?? defaults.period);
  };
  /** The share of attempts that failed, in percent. */
  const failedPercent = (period: Duration): MathExpression =>
    new MathExpression({
      expression: 'IF(attempts > 0, 100 * failed / attempts, 0)',
      usingMetrics: {
        attempts: heraldSum('Attempts', { period }),
        failed: heraldSum('AttemptsFailed', { period }),
      },
      label: 'failed, %',
      period,
    });
  /** @throws Error if the stack has no such function */
  const functionNamed = (name: string): LambdaFunction<never> => {
    const found = monitored.functions[name];
    if (!found) throw new Error(`the stack has no function "${name}"`);
    return found;
  };
  /** A metric of Lambda, added up over several functions. */
  const lambdaSum = (metricName: string, names: readonly string[], period: Duration): MathExpression => {
    const metrics = names.map(name => functionNamed(name).metric(metricName, { ...defaults, period }));
    return sumOf(metricName, metrics, period);
  };
  /** The throttled reads and the throttled writes of each table. */
  const tableThrottles = (period: Duration): Metric[] =>
    Object.values(monitored.tables).flatMap(table =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map(name => table.metric(name, { ...defaults, period })),
    );
  const tableThrottlesSum = (period: Duration): MathExpression =>
    sumOf('throttled', tableThrottles(period), period);
  return {
    ...monitored,
    herald,
    heraldSum,
    failedPercent,
    functionNamed,
    lambdaSum,
    tableThrottles,
    tableThrottlesSum,
  };
}

/** The sum of metrics. A metric without data counts as 0: without FILL the whole sum would have no data. */
function sumOf(label: string, metrics: readonly Metric[], period: Duration): MathExpression {
  const id = (index: number): string => `${label.charAt(0).toLowerCase()}${label.slice(1)}${index}`;
  return new MathExpression({
    expression: metrics.map((_, index) => `FILL(${id(index)}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [id(index), metric])),
    label,
    period,
  });
}
