// What differs per stage, as plain data.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { documentedSchedule } from '../lambdas/delivery/contract.ts';

export type Settings = {
  stage: string;
  /** What happens to tables, keys and logs when the stack goes. */
  removalPolicy: RemovalPolicy;
  /** Guards tables against deletion and keeps 35 days of point-in-time recovery. */
  protectData: boolean;
  logRetention: RetentionDays;
  /** How long API Gateway keeps what the authorizer said; a disabled token works this much longer. */
  authorizerCache: Duration;
  /** Requests a second for the whole API, and how many may come at once. */
  throttle: { rateLimit: number; burstLimit: number };
  /** Concurrent invocations of each deliverer; each handles ten deliveries at a time. */
  deliveryConcurrency: { webhook: number; aws: number };
  /** Seconds before attempts 1, 2, …; design's schedule but for local, where nobody waits an hour. */
  retrySchedule: readonly number[];
  /** Names Herald's assuming roles, which partners' trust policies match: `<prefix><stage>-<region>-deliver`. */
  deliveryRolePrefix: string;
  /** Origins that webhooks may have although they are not public. Empty in every stage but local. */
  extraOrigins: readonly string[];
};

const dev: Settings = {
  stage: 'dev',
  removalPolicy: RemovalPolicy.DESTROY,
  protectData: false,
  logRetention: RetentionDays.TWO_WEEKS,
  authorizerCache: Duration.minutes(5),
  throttle: { rateLimit: 100, burstLimit: 200 },
  deliveryConcurrency: { webhook: 20, aws: 10 },
  retrySchedule: documentedSchedule,
  deliveryRolePrefix: 'HeraldNotifications-',
  extraOrigins: [],
};

const stages: Record<string, Settings> = {
  local: {
    ...dev,
    stage: 'local',
    logRetention: RetentionDays.ONE_DAY,
    retrySchedule: [0, 2, 4, 8, 15, 30, 60],
  },
  dev,
  prod: {
    ...dev,
    stage: 'prod',
    removalPolicy: RemovalPolicy.RETAIN,
    protectData: true,
    logRetention: RetentionDays.THREE_MONTHS,
    throttle: { rateLimit: 1000, burstLimit: 2000 },
    deliveryConcurrency: { webhook: 200, aws: 100 },
  },
};

/**
 * The settings of a stage.
 * @param stage `-c stage=…`: local, dev or prod
 * @param extraOrigins `-c extraOrigins=…`, comma-separated exact origins; only the local stage takes any
 * @throws Error for another stage, or for extra origins where they are not allowed
 */
export function settingsFor(stage: unknown, extraOrigins: unknown): Settings {
  const settings = typeof stage === 'string' && Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!settings) throw new Error(`say which stage: -c stage=${Object.keys(stages).join('|')}`);
  if (typeof extraOrigins !== 'string' || extraOrigins === '') return settings;
  if (settings.stage !== 'local')
    throw new Error(`extraOrigins is for the local stage only, not for ${settings.stage}`);
  return { ...settings, extraOrigins: extraOrigins.split(',') };
}
