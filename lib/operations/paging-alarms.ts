// The alarms that page: partners or the platform notice already, or events may not arrive. docs/runbook.md
// has a section for each.
import { Duration } from 'aws-cdk-lib';
import {
  type AlarmDefinition,
  BREACHING,
  maximumPerMinute,
  maximumPerQuarter,
  NOT_BREACHING,
} from './alarm-definition.ts';
import type { Metrics } from './metrics.ts';

const oneMinute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);
const quarter = Duration.minutes(15);

export const pagingAlarms = ({
  herald,
  heraldSum,
  lambdaMetrics,
  lateness,
  functionNamed,
  queues,
  api,
}: Metrics) =>
  [
    {
      name: 'QuarantineNotEmpty',
      metric: queues.quarantine.metricApproximateNumberOfMessagesVisible(maximumPerMinute),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact:
        'Herald cannot handle a message or a record. Its deliveries may not happen until an operator acts.',
    },
    {
      name: 'DeliveriesOverdue',
      metric: herald('OldestOverdue', 'retry-scheduler', maximumPerMinute),
      when: { atLeast: 300, periods: 5, noData: BREACHING },
      impact: 'Retries are late: partners that were down for a moment do not get their events yet.',
    },
    {
      name: 'AuditBehind',
      metric: herald('AuditBehind', 'audit', maximumPerQuarter),
      when: { atLeast: 900, periods: 3, noData: BREACHING },
      impact: 'The audit does not run, or makes no progress: lost deliveries are found late.',
    },
    {
      name: 'DispatchBehind',
      metric: functionNamed('dispatcher').metric('IteratorAge', maximumPerMinute),
      when: { atLeast: 60_000, periods: 3, noData: NOT_BREACHING },
      impact: 'Accepted events do not reach the queues in time: every partner gets its events late.',
    },
    {
      name: 'AuditRequeued',
      metric: herald('AuditRequeued', 'audit', { period: quarter }),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact: 'Expected deliveries had no row. They are sent now, late. The cause may lose more of them.',
    },
    {
      name: 'EventsNotStored',
      metric: herald('EventsNotStored', 'publish', { period: fiveMinutes }),
      when: { atLeast: 10, periods: 1, noData: NOT_BREACHING },
      impact: 'The platform cannot publish: its events are not stored, and it has to send them again.',
    },
    {
      name: 'ApiFailing',
      metric: api.metricServerError({ period: fiveMinutes, statistic: 'Sum' }),
      when: { atLeast: 5, periods: 1, noData: NOT_BREACHING },
      impact: 'Partners and the platform get 5xx answers from the API.',
    },
    {
      name: 'AttemptsNotMade',
      metric: heraldSum('AttemptsNotMade', { period: fiveMinutes }),
      when: { atLeast: 10, periods: 2, noData: NOT_BREACHING },
      impact: 'Delivery attempts fail inside Herald (KMS, STS, DynamoDB or permissions): partners wait.',
    },
    {
      name: 'WebhookQueueBehind',
      metric: lateness('TaskLateness', 'webhook-deliverer', queues.webhook, 300, oneMinute),
      when: { atLeast: 300, periods: 5, noData: NOT_BREACHING },
      impact: 'The webhook deliverer is too slow or stands still: the webhooks of all partners are late.',
    },
    {
      name: 'AwsQueueBehind',
      metric: lateness('TaskLateness', 'aws-deliverer', queues.aws, 300, oneMinute),
      when: { atLeast: 300, periods: 5, noData: NOT_BREACHING },
      impact:
        'The deliverer for SQS, SNS and EventBridge is too slow or stands still: deliveries there are late.',
    },
    {
      name: 'FunctionsThrottled',
      metric: lambdaMetrics('Throttles', fiveMinutes),
      when: { atLeast: 10, periods: 1, noData: NOT_BREACHING },
      impact: "The account's Lambda concurrency is used up: API calls fail and deliveries wait.",
    },
    {
      name: 'RecursionStopped',
      metric: lambdaMetrics('RecursiveInvocationsDropped', fiveMinutes),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact:
        'Lambda takes a function for an endless loop and does not run it: its work waits or is quarantined.',
    },
  ] as const satisfies readonly AlarmDefinition[];
