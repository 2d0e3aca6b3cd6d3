// The alarms that can wait until the morning, and the two that only a composite alarm uses. docs/runbook.md
// has a section for each.
import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmDefinition, NOT_BREACHING } from './alarm-definition.ts';
import type { Metrics } from './metrics.ts';

const fiveMinutes = Duration.minutes(5);
const quarter = Duration.minutes(15);
const medianPerFiveMinutes = { period: fiveMinutes, statistic: Stats.p(50) };

export const warningAlarms = ({
  herald,
  heraldSum,
  lambdaMetrics,
  lateness,
  throttles,
  queues,
  blockedRequests,
}: Metrics) =>
  [
    {
      name: 'WebhooksSlow',
      metric: herald('DeliveryLatency', 'webhook-deliverer', medianPerFiveMinutes),
      when: { atLeast: 30_000, periods: 3, noData: NOT_BREACHING },
      impact: 'Half of the webhooks arrive more than 30 seconds after their event was published.',
    },
    {
      name: 'AwsTargetsSlow',
      metric: herald('DeliveryLatency', 'aws-deliverer', medianPerFiveMinutes),
      when: { atLeast: 30_000, periods: 3, noData: NOT_BREACHING },
      impact: 'Half of the deliveries to SQS, SNS and EventBridge take more than 30 seconds from publishing.',
    },
    {
      name: 'SlowWebhooksBehind',
      metric: lateness('SlowTaskLateness', 'webhook-deliverer', queues.slowWebhook, 900, quarter),
      when: { atLeast: 900, periods: 1, noData: NOT_BREACHING },
      impact:
        'Slow webhooks get their notifications more than 15 minutes late. Other webhooks are not affected.',
    },
    {
      name: 'SlowAwsTargetsBehind',
      metric: lateness('SlowTaskLateness', 'aws-deliverer', queues.slowAws, 900, quarter),
      when: { atLeast: 900, periods: 1, noData: NOT_BREACHING },
      impact: 'Slow AWS targets get their notifications more than 15 minutes late. Others are not affected.',
    },
    {
      name: 'DeliveriesExhausted',
      metric: heraldSum('Exhausted', { period: quarter }),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact: 'Deliveries have used up their attempts: they do not arrive until an operator redrives them.',
    },
    {
      name: 'TargetsDisabled',
      metric: herald('TargetsDisabled', 'retry-scheduler', { period: quarter }),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact:
        'A target was disabled: its deliveries are parked for up to 30 days, until its partner enables it.',
    },
    {
      name: 'GuardRefusals',
      metric: herald('GuardRefusals', 'webhook-deliverer', { period: fiveMinutes }),
      when: { atLeast: 10, periods: 1, noData: NOT_BREACHING },
      impact: 'Webhooks are refused because their host has a private address. It may be an attack (SSRF).',
    },
    {
      name: 'AuthRefusals',
      metric: herald('AuthRefusals', 'authorizer', { period: fiveMinutes }),
      when: { atLeast: 100, periods: 1, noData: NOT_BREACHING },
      impact: 'Many tokens are refused: a partner is locked out, or an attacker tries to guess tokens.',
    },
    {
      name: 'FunctionsCrashing',
      // The authorizer ends with an error for each refused token, as API Gateway requires.
      metric: lambdaMetrics('Errors', fiveMinutes, ['authorizer']),
      when: { atLeast: 5, periods: 2, noData: NOT_BREACHING },
      impact: 'Functions end with an error or a timeout: their work is done again, later and perhaps twice.',
    },
    {
      name: 'TablesThrottled',
      metric: throttles(fiveMinutes),
      when: { atLeast: 50, periods: 1, noData: NOT_BREACHING },
      impact: 'DynamoDB throttles Herald: everything takes longer, but nothing is lost.',
    },
    ...webAclAlarms(blockedRequests(fiveMinutes)),
  ] as const satisfies readonly AlarmDefinition[];

/** @param blocked undefined if the stage has no web ACL */
const webAclAlarms = (blocked: Metric | undefined) =>
  blocked
    ? ([
        {
          name: 'RequestsBlocked',
          metric: blocked,
          when: { atLeast: 100, periods: 1, noData: NOT_BREACHING },
          impact:
            'AWS WAF blocks many requests: an attack, or a rule that refuses valid requests of a partner.',
        },
      ] as const satisfies readonly AlarmDefinition[])
    : [];

/** These notify no topic. Together they make ManyPartnersFailing. */
export const partialAlarms = ({ failedPercent, heraldSum }: Metrics) =>
  [
    {
      name: 'AttemptsFailing',
      metric: failedPercent(fiveMinutes),
      when: { atLeast: 50, periods: 2, noData: NOT_BREACHING },
      impact:
        'At least half of the attempts fail. It may be one partner with much traffic, so it does not page.',
    },
    {
      name: 'BreakersOpening',
      metric: heraldSum('BreakersOpened', { period: quarter }),
      when: { atLeast: 5, periods: 1, noData: NOT_BREACHING },
      impact: 'At least five circuit breakers have opened within 15 minutes.',
    },
  ] as const satisfies readonly AlarmDefinition[];
