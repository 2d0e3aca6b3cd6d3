// What Herald's people are told of, as a table: what it is measured by, from when on it is bad, who hears of it, and what it means for
// partners. Each has a section of its own in the runbook. Missing data is treated on purpose, each time.
import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Measurements } from './measurements.ts';

/** `part`: tells nobody by itself, and is a part of a composite alarm. */
export type Level = 'page' | 'warn' | 'part';

export type AlarmDefinition = {
  level: Level;
  metric: IMetric;
  /** From this value on. */
  threshold: number;
  /** How many periods of the metric, all of them. */
  periods: number;
  /** BREACHING where silence means that nobody works, NOT_BREACHING where it means that nothing happened. */
  missing: TreatMissingData;
  /** What it means for partners and the platform, in a sentence. */
  impact: string;
};

const { BREACHING, NOT_BREACHING } = TreatMissingData;
const minutes = (count: number) => Duration.minutes(count);
/** The authorizer is none of them: each refused token ends an invocation of it by an error, as API Gateway wants it. */
const crashable = [
  'publish',
  'dispatcher',
  'webhook-deliverer',
  'aws-deliverer',
  'retry-scheduler',
  'audit',
  'api',
  'graphql',
  'pull',
  'verifier',
] as const;

/** One alarm's math may use ten metrics (CloudWatch User Guide, "Using metric math"). */
const throttleable = crashable.map(name => (name === 'verifier' ? 'authorizer' : name));

export function alarmDefinitions({
  ours,
  ofAll,
  failedShare,
  lambdaSum,
  throttlesOfTables,
  functionCalled,
  queues,
  api,
}: Measurements) {
  const five = { period: minutes(5) };
  const queueAge = (queue: 'webhook' | 'aws') =>
    queues[queue].metricApproximateAgeOfOldestMessage({ period: minutes(1), statistic: Stats.MAXIMUM });
  return {
    QuarantineNotEmpty: {
      level: 'page',
      metric: queues.quarantine.metricApproximateNumberOfMessagesVisible({
        ...{ period: minutes(1), statistic: Stats.MAXIMUM },
      }),
      ...{ threshold: 1, periods: 1, missing: NOT_BREACHING },
      impact:
        'Herald met something that its own code cannot handle: those deliveries may not happen until somebody looks.',
    },
    DeliveriesOverdue: {
      level: 'page',
      metric: ours('OldestOverdue', 'retry-scheduler', { statistic: Stats.MAXIMUM }),
      ...{ threshold: 300, periods: 5, missing: BREACHING },
      impact:
        'Retries are not made when they are due: partners that were down for a moment wait for their events.',
    },
    DispatchBehind: {
      level: 'page',
      metric: functionCalled('dispatcher').metric('IteratorAge', {
        ...{ period: minutes(1), statistic: Stats.MAXIMUM },
      }),
      ...{ threshold: 60_000, periods: 3, missing: NOT_BREACHING },
      impact: 'Accepted events are not handed to the channels: every partner gets its events late.',
    },
    AuditRequeued: {
      level: 'page',
      metric: ours('AuditRequeued', 'audit', { period: minutes(15) }),
      ...{ threshold: 1, periods: 1, missing: NOT_BREACHING },
      impact:
        'Deliveries were owed and nobody had them: they go out now, late, and whatever lost them may lose more.',
    },
    AuditBehind: {
      level: 'warn',
      metric: ours('AuditBehind', 'audit', { period: minutes(15), statistic: Stats.MAXIMUM }),
      ...{ threshold: 900, periods: 3, missing: BREACHING },
      impact: 'The audit does not run or does not get on: what other rules lose is found late.',
    },
    EventsNotStored: {
      level: 'page',
      metric: ours('EventsNotStored', 'publish', five),
      ...{ threshold: 10, periods: 1, missing: NOT_BREACHING },
      impact: 'The platform cannot publish: its events are not accepted and it has to send them again.',
    },
    ApiFailing: {
      level: 'page',
      metric: api.metricServerError({ period: minutes(5), statistic: Stats.SUM }),
      ...{ threshold: 5, periods: 1, missing: NOT_BREACHING },
      impact: 'Partners and the platform get 5xx answers from the API.',
    },
    AttemptsNotMade: {
      level: 'page',
      metric: ofAll('AttemptsNotMade', five),
      ...{ threshold: 10, periods: 2, missing: NOT_BREACHING },
      impact:
        'Deliveries are not attempted or not recorded for a reason of ours (KMS, STS, DynamoDB, permissions): partners wait.',
    },
    WebhookQueueBehind: {
      level: 'page',
      metric: queueAge('webhook'),
      ...{ threshold: 300, periods: 5, missing: NOT_BREACHING },
      impact: 'The webhook deliverer does not keep up: webhooks come late, whoever they are for.',
    },
    AwsQueueBehind: {
      level: 'page',
      metric: queueAge('aws'),
      ...{ threshold: 300, periods: 5, missing: NOT_BREACHING },
      impact:
        'The deliverer for SQS, SNS and EventBridge does not keep up: those deliveries come late, whoever they are for.',
    },
    AttemptsFailing: {
      level: 'part',
      metric: failedShare(five.period),
      ...{ threshold: 50, periods: 2, missing: NOT_BREACHING },
      impact:
        'At least half of the attempts fail. That may be one partner with much traffic, so nobody is told of this alone.',
    },
    BreakersOpening: {
      level: 'part',
      metric: ofAll('BreakersOpened', { period: minutes(15) }),
      ...{ threshold: 5, periods: 1, missing: NOT_BREACHING },
      impact: 'At least five targets have begun to fail within a quarter of an hour.',
    },
    WebhooksSlow: {
      level: 'warn',
      metric: ours('DeliveryLatency', 'webhook-deliverer', { ...five, statistic: Stats.p(50) }),
      ...{ threshold: 30_000, periods: 3, missing: NOT_BREACHING },
      impact: 'Half of the webhooks take longer than 30 seconds from publishing to the partner.',
    },
    AwsTargetsSlow: {
      level: 'warn',
      metric: ours('DeliveryLatency', 'aws-deliverer', { ...five, statistic: Stats.p(50) }),
      ...{ threshold: 30_000, periods: 3, missing: NOT_BREACHING },
      impact:
        'Half of the deliveries to queues, topics and buses take longer than 30 seconds from publishing.',
    },
    DeliveriesExhausted: {
      level: 'warn',
      metric: ofAll('Exhausted', { period: minutes(15) }),
      ...{ threshold: 1, periods: 1, missing: NOT_BREACHING },
      impact:
        'Deliveries have used up all attempts: those partners do not get those events until somebody redrives them.',
    },
    TargetsDisabled: {
      level: 'warn',
      metric: ours('TargetsDisabled', 'retry-scheduler', { period: minutes(15) }),
      ...{ threshold: 1, periods: 1, missing: NOT_BREACHING },
      impact:
        'A target was disabled: its deliveries are parked for up to 30 days, until its partner enables it.',
    },
    GuardRefusals: {
      level: 'warn',
      metric: ours('GuardRefusals', 'webhook-deliverer', five),
      ...{ threshold: 10, periods: 1, missing: NOT_BREACHING },
      impact:
        "A partner's host leads to private addresses: its webhooks are refused, and somebody may be trying to reach inside.",
    },
    AuthRefusals: {
      level: 'warn',
      metric: ours('AuthRefusals', 'authorizer', five),
      ...{ threshold: 100, periods: 1, missing: NOT_BREACHING },
      impact: 'Many tokens are refused: a partner is locked out, or somebody is guessing.',
    },
    FunctionsCrashing: {
      level: 'warn',
      metric: lambdaSum('Errors', crashable, minutes(5)),
      ...{ threshold: 5, periods: 2, missing: NOT_BREACHING },
      impact: 'Functions end by an error or a timeout: their work comes again, later and perhaps twice.',
    },
    FunctionsThrottled: {
      level: 'page',
      metric: lambdaSum('Throttles', throttleable, minutes(5)),
      ...{ threshold: 10, periods: 1, missing: NOT_BREACHING },
      impact: "The account's concurrency is used up: API calls fail and deliveries wait.",
    },
    TablesThrottled: {
      level: 'warn',
      metric: throttlesOfTables(minutes(5)),
      ...{ threshold: 50, periods: 1, missing: NOT_BREACHING },
      impact: 'DynamoDB slows us down: all that Herald does takes longer, nothing is lost.',
    },
  } as const satisfies Record<string, AlarmDefinition>;
}
