// One dashboard, from symptom to cause: is the promise kept, what comes in, is it handed on, is it delivered, what waits, whose is it, what
// does AWS say, what does it cost. Each graph's title is the question that it answers; the line of its alarm is drawn in.
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  Color,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Alarms } from './alarms.ts';
import { savedQueries } from './log-insights.ts';
import type { Measurements } from './measurements.ts';

const minute = Duration.minutes(1);
const inARow = 24;

export function createDashboard(
  scope: Construct,
  settings: Settings,
  measurements: Measurements,
  alarms: Alarms,
): Dashboard {
  const rows = rowsOf(measurements, alarms);
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `herald-${settings.stage}`,
    defaultInterval: Duration.hours(3),
    widgets: Object.entries(rows).flatMap(([title, widgets]) => [
      [new TextWidget({ markdown: `## ${title}`, width: inARow, height: 1 })],
      widgets,
    ]),
  });
}

function rowsOf(measurements: Measurements, alarms: Alarms): Record<string, IWidget[]> {
  const { ours, ofAll, functions, functionCalled, queues, tables, api } = measurements;
  const deliverers = ['webhook-deliverer', 'aws-deliverer'] as const;
  const percentiles = (metric: (statistic: string) => Metric, ...shares: number[]) =>
    shares.map(share => metric(Stats.p(share)).with({ label: `p${share}` }));
  const max = { statistic: Stats.MAXIMUM, period: minute };
  const sum = { statistic: Stats.SUM, period: minute };
  // Where an alarm's line is drawn in, the period is the alarm's.
  const five = { statistic: Stats.SUM, period: Duration.minutes(5) };
  const quarter = { statistic: Stats.SUM, period: Duration.minutes(15) };
  const all = Object.values(functions);
  return {
    'Promise: do partners get their events?': [
      graph(
        'How much of what we attempt is not taken, %?',
        [measurements.failedShare(five.period)],
        alarms.AttemptsFailing,
      ),
      graph(
        'How long from publishing to a webhook, ms?',
        percentiles(
          statistic => ours('DeliveryLatency', 'webhook-deliverer', { ...five, statistic }),
          ...[50, 99],
        ),
        alarms.WebhooksSlow,
      ),
      graph(
        'How long from publishing to an AWS target, ms?',
        percentiles(
          statistic => ours('DeliveryLatency', 'aws-deliverer', { ...five, statistic }),
          ...[50, 99],
        ),
        alarms.AwsTargetsSlow,
      ),
      graph(
        'How long is the oldest retry overdue, s?',
        [ours('OldestOverdue', 'retry-scheduler', max)],
        alarms.DeliveriesOverdue,
      ),
    ],
    'Intake: can the platform publish?': [
      graph('What becomes of published events?', [
        ours('EventsAccepted', 'publish').with({ label: 'accepted' }),
        ours('EventsRejected', 'publish').with({ label: 'rejected' }),
      ]),
      graph('Do we fail to store any?', [ours('EventsNotStored', 'publish', five)], alarms.EventsNotStored),
      graph('Does the API answer 5xx?', [api.metricServerError(five)], alarms.ApiFailing),
      graph('What do callers get wrong, and how long do they wait?', [
        api.metricClientError(sum),
        api.metricCount(sum),
        api.metricLatency({ statistic: Stats.p(99), period: minute }).with({ label: 'p99, ms' }),
      ]),
      graph('Are tokens refused?', [ours('AuthRefusals', 'authorizer', five)], alarms.AuthRefusals),
    ],
    'Dispatch: do accepted events reach the channels?': [
      graph(
        'How old is the oldest record of the stream, ms?',
        [functionCalled('dispatcher').metric('IteratorAge', max)],
        alarms.DispatchBehind,
      ),
      graph(
        'How long from publishing to a queue, ms?',
        percentiles(statistic => ours('DispatchLag', 'dispatcher', { statistic }), 50, 99),
      ),
      graph('How many deliveries are owed?', [ours('DeliveriesExpected', 'dispatcher')]),
      graph(
        'Did the audit find any that nobody had?',
        [ours('AuditRequeued', 'audit', quarter)],
        alarms.AuditRequeued,
      ),
      graph(
        'Is the audit behind, s?',
        [ours('AuditBehind', 'audit', { ...max, period: quarter.period })],
        alarms.AuditBehind,
      ),
    ],
    'Delivery: by channel': [
      ...deliverers.map(service =>
        graph(`What becomes of attempts of the ${service}?`, [
          ours('Attempts', service).with({ label: 'attempts' }),
          ours('Delivered', service).with({ label: 'taken' }),
          ours('AttemptsFailed', service).with({ label: 'failed' }),
        ]),
      ),
      ...deliverers.map(service =>
        graph(
          `Why do attempts of the ${service} fail?`,
          ['CONFIG', 'UNAUTHORIZED', 'THROTTLED', 'SERVER_ERROR', 'TIMEOUT', 'NETWORK', 'GONE'].map(outcome =>
            ours('AttemptsFailed', service, { outcome }).with({ label: outcome }),
          ),
        ),
      ),
      graph('Do we fail ourselves?', [ofAll('AttemptsNotMade', five)], alarms.AttemptsNotMade),
      graph('How long does a partner take, ms?', [
        ...deliverers.map(service =>
          ours('AttemptDuration', service, { statistic: Stats.p(99), label: service }),
        ),
      ]),
      graph('What ends without being taken?', [ofAll('Exhausted', quarter)], alarms.DeliveriesExhausted),
    ],
    'Queues: what waits?': [
      graph(
        'How old is the oldest webhook hint, s?',
        [queues.webhook.metricApproximateAgeOfOldestMessage(max)],
        alarms.WebhookQueueBehind,
      ),
      graph(
        'How old is the oldest hint for AWS targets, s?',
        [queues.aws.metricApproximateAgeOfOldestMessage(max)],
        alarms.AwsQueueBehind,
      ),
      graph('How many hints wait?', [
        queues.webhook.metricApproximateNumberOfMessagesVisible(max).with({ label: 'webhook' }),
        queues.aws.metricApproximateNumberOfMessagesVisible(max).with({ label: 'aws' }),
        queues.webhook.metricApproximateNumberOfMessagesNotVisible(max).with({ label: 'webhook, at work' }),
        queues.aws.metricApproximateNumberOfMessagesNotVisible(max).with({ label: 'aws, at work' }),
      ]),
      graph(
        'Is quarantine empty?',
        [queues.quarantine.metricApproximateNumberOfMessagesVisible(max)],
        alarms.QuarantineNotEmpty,
      ),
      graph('How many notices of dead deliveries lie there?', [
        queues.deadDeliveries.metricApproximateNumberOfMessagesVisible(max),
      ]),
    ],
    'Partners: whose trouble is it?': [
      graph('Do breakers open?', [ofAll('BreakersOpened', quarter)], alarms.BreakersOpening),
      graph('What is parked, and brought out again?', [ofAll('Parked'), ours('Drained', 'retry-scheduler')]),
      graph(
        'Are targets disabled?',
        [ours('TargetsDisabled', 'retry-scheduler', quarter)],
        alarms.TargetsDisabled,
      ),
      graph(
        'Does the guard refuse hosts?',
        [ours('GuardRefusals', 'webhook-deliverer', five)],
        alarms.GuardRefusals,
      ),
      ...(['failures', 'slowness', 'volume'] as const).map(
        topic =>
          new LogQueryWidget({
            title: `Which targets lead in ${topic}?`,
            logGroupNames: deliverers.map(name => functionCalled(name).logGroup.logGroupName),
            queryLines: [...savedQueries.topTargetsBy[topic]],
            ...{ width: 8, height: 6 },
          }),
      ),
    ],
    'Platform: what does AWS say?': [
      graph(
        'How many invocations run at once?',
        all.map(one => one.metric('ConcurrentExecutions', max)),
      ),
      graph(
        'Are functions throttled?',
        all.map(one => one.metricThrottles(five)),
        alarms.FunctionsThrottled,
      ),
      graph(
        'Do functions end by an error?',
        all.map(one => one.metricErrors(five)),
        alarms.FunctionsCrashing,
      ),
      graph(
        'How long do functions run, p99 ms?',
        all.map(one => one.metricDuration({ statistic: Stats.p(99), period: minute })),
      ),
      graph(
        'Does DynamoDB throttle us?',
        Object.values(tables).flatMap(table =>
          ['ReadThrottleEvents', 'WriteThrottleEvents'].map(name => table.metric(name, five)),
        ),
        alarms.TablesThrottled,
      ),
      graph('How many calls of KMS does the account make?', [
        usage('KMS', 'CryptographicOperationsSymmetric'),
      ]),
      graph("How many sessions of partners' roles do we ask STS for?", [
        ours('SessionsAssumed', 'aws-deliverer'),
      ]),
    ],
    'Cost: what is it made of?': [
      graph(
        'How many invocations?',
        all.map(one => one.metricInvocations({ ...sum, period: Duration.hours(1) })),
      ),
      graph(
        'What do the tables consume?',
        Object.values(tables).flatMap(table => [
          table.metricConsumedWriteCapacityUnits({ ...sum, period: Duration.hours(1) }),
          table.metricConsumedReadCapacityUnits({ ...sum, period: Duration.hours(1) }),
        ]),
      ),
      graph(
        'How much is logged, bytes?',
        all.map(
          one =>
            new Metric({
              ...{ namespace: 'AWS/Logs', metricName: 'IncomingBytes', label: one.folder },
              dimensionsMap: { LogGroupName: one.logGroup.logGroupName },
              ...{ statistic: Stats.SUM, period: Duration.hours(1) },
            }),
        ),
      ),
    ],
  };
}

/** @param alarm whose threshold is drawn in, if the graph has one; several metrics are stacked then, since alarms are on their sum */
function graph(title: string, left: IMetric[], alarm?: Alarm): GraphWidget {
  const line = alarm?.toAnnotation();
  return new GraphWidget({
    ...{ title, left, width: 6, height: 6, leftYAxis: { min: 0 } },
    stacked: alarm !== undefined && left.length > 2,
    ...(line && { leftAnnotations: [{ ...line, color: Color.RED }] }),
  });
}

/** Calls to a service, as AWS counts them against its quota (CloudWatch User Guide, "AWS usage metrics"). */
const usage = (service: string, resource: string): Metric =>
  new Metric({
    ...{ namespace: 'AWS/Usage', metricName: 'CallCount', statistic: Stats.SUM, period: minute },
    dimensionsMap: { Type: 'API', Service: service, Resource: resource, Class: 'None' },
    label: service,
  });
