// Dashboard rows about AWS: limits that Herald may reach, and what causes cost.
import { Duration } from 'aws-cdk-lib';
import { type IWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { maximumPerMinute } from './alarm-definition.ts';
import type { Alarms } from './alarms.ts';
import { graph, sumPerFiveMinutes, sumPerHour, sumPerMinute } from './graph.ts';
import type { Metrics } from './metrics.ts';

export function platformGraphs(
  { functions, herald, lambdaMetrics, throttles }: Metrics,
  alarms: Alarms,
): IWidget[] {
  const all = Object.values(functions);
  return [
    graph(
      'How many invocations run at once?',
      all.map(one => one.metric('ConcurrentExecutions', maximumPerMinute)),
    ),
    graph(
      'Are functions throttled?',
      all.map(one => one.metricThrottles(sumPerFiveMinutes)),
      alarms.FunctionsThrottled,
    ),
    graph(
      'Do functions fail?',
      all.map(one => one.metricErrors(sumPerFiveMinutes)),
      alarms.FunctionsCrashing,
    ),
    graph(
      'How long do functions run, p99 ms?',
      all.map(one => one.metricDuration({ statistic: Stats.p(99), period: Duration.minutes(1) })),
    ),
    graph('Does DynamoDB throttle Herald?', throttles(Duration.minutes(5)), alarms.TablesThrottled),
    graph(
      'Does Lambda stop a loop?',
      lambdaMetrics('RecursiveInvocationsDropped', Duration.minutes(5)),
      alarms.RecursionStopped,
    ),
    graph('How many KMS calls does the account make?', [calls('KMS', 'CryptographicOperationsSymmetric')]),
    graph("How many sessions of partners' roles are requested?", [
      herald('SessionsAssumed', 'aws-deliverer'),
    ]),
  ];
}

export function costGraphs({ functions, tables }: Metrics): IWidget[] {
  const all = Object.values(functions);
  return [
    graph(
      'How many invocations?',
      all.map(one => one.metricInvocations(sumPerHour)),
    ),
    graph(
      'How much capacity do the tables consume?',
      Object.values(tables).flatMap(table => [
        table.metricConsumedWriteCapacityUnits(sumPerHour),
        table.metricConsumedReadCapacityUnits(sumPerHour),
      ]),
    ),
    graph(
      'How much is logged, bytes?',
      all.map(
        ({ folder, logGroup }) =>
          new Metric({
            namespace: 'AWS/Logs',
            metricName: 'IncomingBytes',
            dimensionsMap: { LogGroupName: logGroup.logGroupName },
            label: folder,
            ...sumPerHour,
          }),
      ),
    ),
  ];
}

/** Calls that AWS counts against a quota of the account (CloudWatch User Guide, "AWS usage metrics"). */
const calls = (service: string, resource: string): Metric =>
  new Metric({
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensionsMap: { Type: 'API', Service: service, Resource: resource, Class: 'None' },
    label: service,
    ...sumPerMinute,
  });
