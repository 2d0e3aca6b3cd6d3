// Every metric that an alarm or a graph of Herald's uses: our own by name (core/runtime/telemetry/contract.ts), and AWS's of our resources.
import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  type MetricName,
  metricDefinitions,
  metricNamespaceOf,
} from '../../core/runtime/telemetry/contract.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';

export type Watched = {
  /** By name of their folder in lambdas/. */
  functions: Readonly<Record<string, LambdaFunction<never>>>;
  queues: { webhook: Queue; aws: Queue; quarantine: Queue; deadDeliveries: Queue };
  tables: Readonly<Record<string, Table>>;
  api: RestApi;
};

export type Measurements = ReturnType<typeof measurementsOf>;

const minute = Duration.minutes(1);

export function measurementsOf(settings: Settings, { functions, queues, tables, api }: Watched) {
  const namespace = metricNamespaceOf(settings.stage);
  const functionCalled = (name: string): LambdaFunction<never> => {
    const found = functions[name];
    if (!found) throw new Error(`there is no function "${name}" to watch`);
    return found;
  };
  /** A metric of ours as one service emits it; another service does not compile. */
  const ours = <Name extends MetricName>(
    metricName: Name,
    service: (typeof metricDefinitions)[Name]['services'][number],
    options: MetricOptions & { outcome?: string } = {},
  ): Metric => {
    const { outcome, ...rest } = options;
    return new Metric({
      namespace,
      metricName,
      dimensionsMap: { service, ...(outcome !== undefined && { outcome }) },
      statistic: Stats.SUM,
      period: minute,
      ...rest,
    });
  };
  /** The sum over all services that emit a metric. */
  const ofAll = (metricName: MetricName, options: MetricOptions = {}): MathExpression =>
    sumOf(
      metricName,
      metricDefinitions[metricName].services.map(service => ours(metricName, service as never, options)),
      options.period ?? minute,
    );
  /** Of all attempts, how many in a hundred failed. */
  const failedShare = (period: Duration): MathExpression =>
    new MathExpression({
      expression: 'IF(attempts > 0, 100 * failed / attempts, 0)',
      usingMetrics: {
        attempts: ofAll('Attempts', { period }),
        failed: ofAll('AttemptsFailed', { period }),
      },
      ...{ period, label: 'failed, %' },
    });
  /** The sum of one of Lambda's metrics over functions. */
  const lambdaSum = (metricName: string, names: readonly string[], period: Duration): MathExpression =>
    sumOf(
      metricName,
      names.map(name => functionCalled(name).metric(metricName, { statistic: Stats.SUM, period })),
      period,
    );
  const throttlesOfTables = (period: Duration): MathExpression =>
    sumOf(
      'throttled',
      Object.values(tables).flatMap(table =>
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map(name =>
          table.metric(name, { statistic: Stats.SUM, period }),
        ),
      ),
      period,
    );
  return {
    functionCalled,
    functions,
    queues,
    tables,
    api,
    ours,
    ofAll,
    failedShare,
    lambdaSum,
    throttlesOfTables,
    namespace,
  };
}

/** Metrics that say nothing count nothing. */
function sumOf(label: string, metrics: readonly Metric[], period: Duration): MathExpression {
  const id = (index: number): string => `${label.charAt(0).toLowerCase()}${label.slice(1)}${index}`;
  return new MathExpression({
    expression: metrics.map((_, index) => `FILL(${id(index)}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [id(index), metric])),
    ...{ period, label },
  });
}
