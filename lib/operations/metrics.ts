// The metrics that alarms and graphs use: Herald's own (core/runtime/telemetry/contract.ts) and those of AWS.
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable, CfnTable, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import * as z from 'zod';
import {
  type deliverers,
  type MetricName,
  metricDefinitions,
  metricNamespaceOf,
} from '../../core/runtime/telemetry/contract.ts';
import { webAclMetricName } from '../api/web-acl.ts';
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
    return sumOf(name, metrics);
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
  /** A metric of Lambda for each function, except some. */
  const lambdaMetrics = (metricName: string, period: Duration, except: readonly string[] = []): Metric[] =>
    Object.values(monitored.functions)
      .filter(({ folder }) => !except.includes(folder))
      .map(one => one.metric(metricName, { ...defaults, period, label: one.folder }));
  /**
   * How late a channel's tasks are taken, seconds, in one lane. If tasks wait and none was taken in the whole
   * period, the deliverers stand still: then it is `still`.
   */
  const lateness = (
    name: 'TaskLateness' | 'SlowTaskLateness',
    service: (typeof deliverers)[number],
    queue: Queue,
    still: number,
    period: Duration,
  ): MathExpression => {
    const options = { statistic: Stats.MAXIMUM, period };
    return new MathExpression({
      expression: `IF(FILL(late, -1) >= 0, FILL(late, 0), IF(FILL(visible, 0) + FILL(taken, 0) > 0, ${still}, 0))`,
      usingMetrics: {
        late: herald(name, service, options),
        visible: queue.metricApproximateNumberOfMessagesVisible(options),
        taken: queue.metricApproximateNumberOfMessagesNotVisible(options),
      },
      label: 'late, s',
      period,
    });
  };
  /** The throttled reads and writes of each table and of each of its indexes. */
  const throttles = (period: Duration): Metric[] =>
    Object.entries(monitored.tables).flatMap(([name, table]) =>
      [undefined, ...indexNamesOf(table)].flatMap(index =>
        ['ReadThrottleEvents', 'WriteThrottleEvents'].map(metricName =>
          table.metric(metricName, {
            ...defaults,
            period,
            // The dimension TableName alone does not include the indexes (DynamoDB Developer Guide, "DynamoDB
            // metrics and dimensions").
            ...(index !== undefined && {
              dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index },
            }),
            label: `${index === undefined ? name : `${name}/${index}`} ${metricName}`,
          }),
        ),
      ),
    );
  /** The requests that AWS WAF blocks; undefined without a web ACL. */
  const blockedRequests = (period: Duration): Metric | undefined =>
    settings.webAcl &&
    new Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: { WebACL: webAclMetricName(settings), Region: Aws.REGION, Rule: 'ALL' },
      ...defaults,
      period,
    });
  return {
    ...monitored,
    herald,
    heraldSum,
    failedPercent,
    functionNamed,
    lambdaMetrics,
    lateness,
    throttles,
    blockedRequests,
  };
}

/** The sum of metrics. A metric without data counts as 0: without FILL the whole sum would have no data. */
export function sumOf(label: string, metrics: readonly Metric[]): MathExpression {
  const id = (index: number): string => `${label.charAt(0).toLowerCase()}${label.slice(1)}${index}`;
  return new MathExpression({
    expression: metrics.map((_, index) => `FILL(${id(index)}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [id(index), metric])),
    label,
    period: metrics[0]?.period,
  });
}

/** The names of a table's indexes, from the construct, so that none can be forgotten. */
function indexNamesOf(table: ITable): string[] {
  const { defaultChild } = table.node;
  const indexes =
    defaultChild instanceof CfnTable || defaultChild instanceof CfnGlobalTable
      ? Stack.of(table).resolve(defaultChild.globalSecondaryIndexes)
      : [];
  return indexesSchema.parse(indexes).map(({ indexName }) => indexName);
}

const indexesSchema = z.array(z.object({ indexName: z.string() })).default([]);
