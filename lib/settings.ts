// What differs per stage, as plain data.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { documentedSchedule } from '../core/delivery/contract.ts';

export type Settings = {
  stage: string;
  /** What happens to tables, keys and logs when the stack goes. */
  removalPolicy: RemovalPolicy;
  /** Guards tables against deletion and keeps 35 days of point-in-time recovery. */
  protectData: boolean;
  logRetention: RetentionDays;
  /** Whose access tokens count: a Cognito user pool of the stack's own, or another OpenID Connect issuer. */
  issuer: 'cognito' | { issuer: string; jwksUrl: string; audience: string };
  /** Where Cognito publishes its keys, if not at AWS; only the emulator's local stage has one. */
  cognitoEndpoint?: string;
  /** What becomes of an AWS target whose role others could have Herald use too. */
  unprovenTrust: 'refuse' | 'warn';
  /** How long the verifier waits for a role that IAM may not know everywhere yet. */
  rolePatience: Duration;
  /** Usage plans: requests a second for each licensor of a tier, and how many may come at once. */
  tiers: Record<string, { rateLimit: number; burstLimit: number }>;
  /**
   * A name of your own for the API. `certificateArn`: of ACM, in the stack's region. `truststore`: with it only clients with a certificate of
   * its authorities are let in (mutual TLS), and the API's own address is closed.
   */
  domain?: { name: string; certificateArn: string; truststore?: { bucket: string; key: string } };
  /** AWS WAF before the API: the common rule set, and a limit of requests per address in five minutes. */
  webAcl?: { requestsPerAddress: number };
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
  /**
   * What AWS has approved Herald's account for as an EventBridge SaaS partner, e.g. `example.com`: targets may be EVENTBRIDGE_PARTNER.
   * Needs an agreement with AWS (EventBridge onboarding guide), so that no stage has one by itself but local, on an emulator.
   */
  partnerEventSource?: string;
  /** Whether partners may ask the GraphQL API for its schema, and are told what a misspelt name may have meant. */
  graphqlIntrospection: boolean;
  /** Where alarms point to: the runbook, as a path or a URL of your own copy. */
  runbook: string;
  /**
   * The stage runs on an emulator, which does not know composite alarms, alarms on metric math, Contributor Insights rules and saved queries: they are
   * left out.
   */
  isEmulated: boolean;
  /** Origins that webhooks may have although they are not public. Empty in every stage but local. */
  extraOrigins: readonly string[];
};

const dev: Settings = {
  stage: 'dev',
  removalPolicy: RemovalPolicy.DESTROY,
  protectData: false,
  logRetention: RetentionDays.TWO_WEEKS,
  authorizerCache: Duration.minutes(5),
  issuer: 'cognito',
  unprovenTrust: 'refuse',
  rolePatience: Duration.seconds(10),
  tiers: {
    standard: { rateLimit: 20, burstLimit: 40 },
    high: { rateLimit: 200, burstLimit: 400 },
  },
  throttle: { rateLimit: 100, burstLimit: 200 },
  deliveryConcurrency: { webhook: 20, aws: 10 },
  retrySchedule: documentedSchedule,
  deliveryRolePrefix: 'HeraldNotifications-',
  graphqlIntrospection: true,
  runbook: 'docs/runbook.md',
  isEmulated: false,
  extraOrigins: [],
};

const stages: Record<string, Settings> = {
  local: {
    ...dev,
    stage: 'local',
    logRetention: RetentionDays.ONE_DAY,
    authorizerCache: Duration.seconds(5),
    rolePatience: Duration.seconds(2),
    partnerEventSource: 'herald.test',
    isEmulated: true,
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
    // The platform may publish from one address, at its tier's 200 a second.
    webAcl: { requestsPerAddress: 100_000 },
    deliveryConcurrency: { webhook: 200, aws: 100 },
    graphqlIntrospection: false,
  },
};

/** What `-c name=value` may say beside the stage. Both are for the local stage only, which runs on an emulator. */
export type LocalContext = { extraOrigins?: unknown; cognitoEndpoint?: unknown };

/**
 * The settings of a stage.
 * @param stage `-c stage=…`: local, dev or prod
 * @param local `extraOrigins`: comma-separated exact origins; `cognitoEndpoint`: an origin
 * @throws Error for another stage, or for a local context where it is not allowed
 */
export function settingsFor(stage: unknown, local: LocalContext = {}): Settings {
  const settings = typeof stage === 'string' && Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!settings) throw new Error(`say which stage: -c stage=${Object.keys(stages).join('|')}`);
  const given = Object.entries(local).filter(([, value]) => typeof value === 'string' && value !== '');
  if (given.length > 0 && settings.stage !== 'local') {
    const names = given.map(([name]) => name).join(' and ');
    throw new Error(`${names}: for the local stage only, not for ${settings.stage}`);
  }
  const values = Object.fromEntries(given) as Record<string, string>;
  return {
    ...settings,
    extraOrigins: values['extraOrigins']?.split(',') ?? settings.extraOrigins,
    cognitoEndpoint: values['cognitoEndpoint'],
  };
}
