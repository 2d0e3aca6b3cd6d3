// Dashboard rows about events: are they delivered in time, can they be published, do they reach the queues.
import { Duration } from 'aws-cdk-lib';
import { type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { maximumPerMinute } from './alarm-definition.ts';
import type { Alarms } from './alarms.ts';
import { graph, medianAndP99, sumPerFiveMinutes, sumPerMinute, sumPerQuarter } from './graph.ts';
import type { Metrics } from './metrics.ts';

const fiveMinutes = Duration.minutes(5);
const quarter = Duration.minutes(15);

export const promiseGraphs = ({ herald, failedPercent }: Metrics, alarms: Alarms): IWidget[] => [
  graph('What share of the attempts fails, %?', [failedPercent(fiveMinutes)], alarms.AttemptsFailing),
  graph(
    'How long from publishing to a webhook, ms?',
    medianAndP99(options =>
      herald('DeliveryLatency', 'webhook-deliverer', { ...options, period: fiveMinutes }),
    ),
    alarms.WebhooksSlow,
  ),
  graph(
    'How long from publishing to an AWS target, ms?',
    medianAndP99(options => herald('DeliveryLatency', 'aws-deliverer', { ...options, period: fiveMinutes })),
    alarms.AwsTargetsSlow,
  ),
  graph(
    'How long is the oldest retry overdue, s?',
    [herald('OldestOverdue', 'retry-scheduler', maximumPerMinute)],
    alarms.DeliveriesOverdue,
  ),
];

export const intakeGraphs = (
  { herald, heraldSum, api, blockedRequests }: Metrics,
  alarms: Alarms,
): IWidget[] => [
  graph('How many events are accepted and rejected?', [
    herald('EventsAccepted', 'publish', { label: 'accepted' }),
    herald('EventsRejected', 'publish', { label: 'rejected' }),
  ]),
  graph(
    'Could any event not be stored?',
    [herald('EventsNotStored', 'publish', sumPerFiveMinutes)],
    alarms.EventsNotStored,
  ),
  graph('Does the API answer 5xx?', [api.metricServerError(sumPerFiveMinutes)], alarms.ApiFailing),
  graph('How many requests and client errors, and how slow?', [
    api.metricClientError(sumPerMinute),
    api.metricCount(sumPerMinute),
    api.metricLatency({ statistic: Stats.p(99), period: Duration.minutes(1), label: 'p99, ms' }),
  ]),
  graph(
    'Are tokens refused?',
    [herald('AuthRefusals', 'authorizer', sumPerFiveMinutes)],
    alarms.AuthRefusals,
  ),
  graph('How many calls are forbidden (403)?', [heraldSum('CallsForbidden', sumPerFiveMinutes)]),
  ...[blockedRequests(fiveMinutes) ?? []]
    .flat()
    .map(blocked => graph('Does AWS WAF block requests?', [blocked], alarms.RequestsBlocked)),
];

export const dispatchGraphs = ({ herald, functionNamed }: Metrics, alarms: Alarms): IWidget[] => [
  graph(
    'How old is the oldest record of the stream, ms?',
    [functionNamed('dispatcher').metric('IteratorAge', maximumPerMinute)],
    alarms.DispatchBehind,
  ),
  graph(
    'How long from publishing to a queue, ms?',
    medianAndP99(options => herald('DispatchLag', 'dispatcher', options)),
  ),
  graph('How many deliveries are expected?', [herald('DeliveriesExpected', 'dispatcher')]),
  graph(
    'Did the audit find missing deliveries?',
    [herald('AuditRequeued', 'audit', sumPerQuarter)],
    alarms.AuditRequeued,
  ),
  graph(
    'How far behind is the audit, s?',
    [herald('AuditBehind', 'audit', { statistic: Stats.MAXIMUM, period: quarter })],
    alarms.AuditBehind,
  ),
];
