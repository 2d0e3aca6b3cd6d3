// Dashboard rows about deliveries: what happens to attempts, what waits in the queues, which targets have
// trouble.
import { type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { deliverers, failureClasses } from '../../core/runtime/telemetry/contract.ts';
import { maximumPerMinute, maximumPerQuarter } from './alarm-definition.ts';
import type { Alarms } from './alarms.ts';
import { graph, sumPerFiveMinutes, sumPerQuarter } from './graph.ts';
import type { Metrics } from './metrics.ts';

const lanes = ['webhook', 'aws', 'slowWebhook', 'slowAws'] as const;

export const deliveryGraphs = ({ herald, heraldSum }: Metrics, alarms: Alarms): IWidget[] => [
  ...deliverers.map(service =>
    graph(`How many attempts of the ${service} succeed?`, [
      herald('Attempts', service, { label: 'attempts' }),
      herald('Delivered', service, { label: 'delivered' }),
      herald('AttemptsFailed', service, { label: 'failed' }),
    ]),
  ),
  ...deliverers.map(service =>
    graph(
      `Why do attempts of the ${service} fail?`,
      failureClasses.map(outcome => herald('AttemptsFailed', service, { outcome, label: outcome })),
    ),
  ),
  graph(
    'Do attempts fail inside Herald?',
    [heraldSum('AttemptsNotMade', sumPerFiveMinutes)],
    alarms.AttemptsNotMade,
  ),
  graph(
    'How long does a partner take, ms?',
    deliverers.map(service => herald('AttemptDuration', service, { statistic: Stats.p(99), label: service })),
  ),
  graph(
    'How many deliveries use up their attempts?',
    [heraldSum('Exhausted', sumPerQuarter)],
    alarms.DeliveriesExhausted,
  ),
];

export const queueGraphs = ({ herald, queues }: Metrics, alarms: Alarms): IWidget[] => [
  graph(
    'How late are webhook tasks taken, s?',
    [herald('TaskLateness', 'webhook-deliverer', maximumPerMinute)],
    alarms.WebhookQueueBehind,
  ),
  graph(
    'How late are AWS tasks taken, s?',
    [herald('TaskLateness', 'aws-deliverer', maximumPerMinute)],
    alarms.AwsQueueBehind,
  ),
  graph('How many delivery tasks wait?', [
    ...lanes.map(channel =>
      queues[channel].metricApproximateNumberOfMessagesVisible({ ...maximumPerMinute, label: channel }),
    ),
    ...lanes.map(channel =>
      queues[channel].metricApproximateNumberOfMessagesNotVisible({
        ...maximumPerMinute,
        label: `${channel}, in flight`,
      }),
    ),
  ]),
  ...deliverers.map(service =>
    graph(
      `How late are tasks of the slow lane taken, s (${service})?`,
      [herald('SlowTaskLateness', service, maximumPerQuarter)],
      service === 'webhook-deliverer' ? alarms.SlowWebhooksBehind : alarms.SlowAwsTargetsBehind,
    ),
  ),
  graph(
    'How many tasks move to the slow lane?',
    deliverers.map(service => herald('MovedToSlowLane', service, { label: service })),
  ),
  graph(
    'Is quarantine empty?',
    [queues.quarantine.metricApproximateNumberOfMessagesVisible(maximumPerMinute)],
    alarms.QuarantineNotEmpty,
  ),
  graph(
    'How many messages go to quarantine?',
    deliverers.map(service => herald('Quarantined', service, { label: service })),
  ),
  graph('How many notices are on dead-deliveries?', [
    queues.deadDeliveries.metricApproximateNumberOfMessagesVisible(maximumPerMinute),
  ]),
];

export const partnerGraphs = ({ herald, heraldSum }: Metrics, alarms: Alarms): IWidget[] => [
  graph('Do circuit breakers open?', [heraldSum('BreakersOpened', sumPerQuarter)], alarms.BreakersOpening),
  graph('How many deliveries are parked and drained?', [
    heraldSum('Parked'),
    herald('Drained', 'retry-scheduler'),
  ]),
  graph(
    'Are targets disabled?',
    [
      herald('TargetsDisabled', 'retry-scheduler', sumPerQuarter),
      herald('IncidentsAnnounced', 'retry-scheduler', sumPerQuarter),
    ],
    alarms.TargetsDisabled,
  ),
  graph(
    'Does the guard refuse hosts?',
    [herald('GuardRefusals', 'webhook-deliverer', sumPerFiveMinutes)],
    alarms.GuardRefusals,
  ),
];
