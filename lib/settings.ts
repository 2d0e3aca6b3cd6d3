// What differs between the stages, as plain data.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { documentedSchedule } from '../core/delivery/contract.ts';
import type { UnknownLicensors } from '../core/publishing/contract.ts';
import type { AuditorCount } from '../lambdas/audit/contract.ts';
import type { SchedulerCount } from '../lambdas/retry-scheduler/contract.ts';
import type { CapacitySettings } from './capacity-settings.ts';
import type { ConsoleSettings } from './console/console-settings.ts';
import { checkSettings } from './settings-check.ts';

export type Settings = CapacitySettings & {
  stage: string;
  /**
   * The module that exports the platform's topics as `topics` (an absolute path), in place of
   * core/catalog/topics.ts.
   */
  topics?: string;
  /** What happens to tables, keys, queues and logs when the stack is deleted. */
  removalPolicy: RemovalPolicy;
  /** Keeps 35 days of point-in-time recovery of the tables. */
  protectData: boolean;
  /**
   * Stack, tables and user pool refuse to be deleted. Off in the first deployment of prod (`-c first=true`):
   * if that fails, CloudFormation must be able to delete what it has created.
   */
  deletionProtection: boolean;
  logRetention: RetentionDays;
  /** Herald's own log lines. WARN leaves out requests, events and attempts that end well (docs/deploy.md). */
  logLevel: 'INFO' | 'WARN';
  /** Lambda's own log lines. INFO: a start and a report of each invocation. WARN: only those that fail. */
  systemLogLevel: 'INFO' | 'WARN';
  /**
   * Who issues OAuth access tokens beside Herald's own access keys: nobody, a Cognito user pool in the stack,
   * or another OpenID Connect issuer (docs/onboarding.md, "OAuth").
   */
  issuer: 'none' | 'cognito' | { issuer: string; jwksUrl: string; audience: string };
  /** The origin of the emulator's Cognito. Only the local stage has one. */
  cognitoEndpoint?: string;
  /** Where `npm start` serves the console: links begin with it. Only the local stage has one. */
  consoleOrigin?: string;
  /** What to do with an AWS target if Herald can assume its role without the right external id. */
  unprovenTrust: 'refuse' | 'warn';
  /** What to do with events for a licensor that does not exist: `refuse` rejects them. */
  unknownLicensors: UnknownLicensors;
  /** How long the verifier retries: a new role takes some seconds to be known in all of IAM. */
  rolePatience: Duration;
  /** Usage plans: for each licensor of a tier, requests per second, and how many may come at once. */
  tiers: Record<string, { rateLimit: number; burstLimit: number }>;
  /**
   * A domain name of your own for the API. `certificateArn`: an ACM certificate in the stack's region.
   * `truststore` turns on mutual TLS: a client needs a certificate of one of its authorities, and the
   * address that API Gateway generates is closed.
   */
  domain?: { name: string; certificateArn: string; truststore?: { bucket: string; key: string } };
  /**
   * AWS WAF in front of the API. `requestsPerAddress`: a limit per IP address in five minutes. `commonRules`:
   * the version of AWS's common rule set, which else changes by itself. `logBlocked`: logs blocked requests.
   */
  webAcl?: { requestsPerAddress: number; commonRules: string; logBlocked: boolean };
  /**
   * Access logs of the API. API Gateway writes them with a role that is set once per account and region.
   * `accountRole`: whether this stack sets it (docs/deploy.md, "Access logs").
   */
  accessLogs?: { accountRole: 'create' | 'exists' };
  /** How long API Gateway caches the authorizer's answers. A disabled access key works that much longer. */
  authorizerCache: Duration;
  /** For the whole API: requests per second, and how many may come at once. */
  throttle: { rateLimit: number; burstLimit: number };
  /**
   * `canary`: a deployment gives new versions of the most important functions a tenth of the work for five
   * minutes, and is taken back if they fail (docs/deploy.md, "Canary deployments").
   */
  deploys: 'canary' | 'all-at-once';
  /**
   * How many instances of the retry-scheduler run each minute, each with its share of the due deliveries. One
   * wakes about 40,000 a minute (docs/limits-and-scale.md).
   */
  schedulers: SchedulerCount;
  /**
   * How many instances of the audit run every 15 minutes, each with its share of the events
   * (docs/limits-and-scale.md).
   */
  auditors: AuditorCount;
  /** Seconds before attempts 1, 2, …: the documented schedule, or a short one for the local stage. */
  retrySchedule: readonly number[];
  /** Begins the names of the two roles that partners trust: `<prefix><stage>-<region>-deliver`, `-verify`. */
  deliveryRolePrefix: string;
  /**
   * The partner name that AWS has approved for this account, e.g. `example.com`: it allows targets of type
   * EVENTBRIDGE_PARTNER. It needs an agreement with AWS (EventBridge, "SaaS partner onboarding guide"), so
   * only the local stage has one by default.
   */
  partnerEventSource?: string;
  /**
   * How many partner event sources a licensor may have. Each shows Herald's partner name in an AWS account
   * that the licensor names without proof.
   */
  partnerSourcesPerLicensor: number;
  /**
   * A folder on S3, readable by everyone, with the files of packages/partner-templates: partners then get a
   * link that opens CloudFormation with the template (docs/deploy.md, "Templates for partners"). Example:
   * `https://my-templates.s3.eu-west-1.amazonaws.com/herald`.
   */
  partnerTemplates?: { url: string };
  /** How long change records are kept. Partners read them with `GET /changes` (docs/api.md, "Changes"). */
  changesKeptFor: Duration;
  /**
   * Keeps at most 1 KB of a failed answer's body, encrypted, for the partner's timeline of the delivery.
   * Off: no function may encrypt or decrypt them (docs/deploy.md, "2. Settings").
   */
  answerExcerpts: boolean;
  /**
   * Puts the events of topic TargetHealth of all licensors on an event bus. `busArn`: its ARN, or `default`
   * for the default bus of the account and region (docs/deploy.md, "News of targets").
   */
  healthEvents?: { busArn: string };
  /**
   * Mails a licensor's contact about incidents, through SES. `from`: the sender's address; `identityArn`: the
   * verified identity that it belongs to (docs/deploy.md, "News of targets").
   */
  mail?: { from: string; identityArn: string };
  /** The web page for partners and operators (docs/deploy.md, "The console"). `false`: there is none. */
  console: false | ConsoleSettings;
  /** Whether the GraphQL API answers introspection queries and suggests names for misspelt ones. */
  graphqlIntrospection: boolean;
  /**
   * `small`: only the most important alarms, and no dashboard, Contributor Insights rules, canaries or AWS
   * WAF, for less than 5 USD a month at rest (docs/deploy.md, "A small installation").
   */
  profile: 'full' | 'small';
  /** The runbook that alarms link to: a path in this repository, or the URL of your own copy. */
  runbook: string;
  /**
   * The stage runs on an emulator. Composite alarms, alarms on metric math, Contributor Insights rules and
   * saved queries are left out, because the emulator does not support them. So are the console's bucket and
   * distribution: its CloudFront cannot reach the API. `npm start` serves the console itself.
   */
  isEmulated: boolean;
  /** Exact origins that webhooks may have although they are not public. Empty except in the local stage. */
  extraOrigins: readonly string[];
};

const dev: Settings = {
  stage: 'dev',
  removalPolicy: RemovalPolicy.DESTROY,
  protectData: false,
  deletionProtection: false,
  logRetention: RetentionDays.TWO_WEEKS,
  logLevel: 'INFO',
  systemLogLevel: 'WARN',
  authorizerCache: Duration.minutes(5),
  issuer: 'none',
  unprovenTrust: 'refuse',
  unknownLicensors: 'accept',
  rolePatience: Duration.seconds(10),
  tiers: {
    standard: { rateLimit: 20, burstLimit: 40 },
    high: { rateLimit: 200, burstLimit: 400 },
  },
  throttle: { rateLimit: 100, burstLimit: 200 },
  deliveryConcurrency: { webhook: { normal: 20, slow: 5 }, aws: { normal: 10, slow: 2 } },
  waitingRequests: { perLicensor: 5, inAll: 10 },
  schedulers: 1,
  auditors: 1,
  deploys: 'all-at-once',
  retrySchedule: documentedSchedule,
  deliveryRolePrefix: 'HeraldNotifications-',
  partnerSourcesPerLicensor: 10,
  changesKeptFor: Duration.days(365),
  answerExcerpts: true,
  console: { frameAncestors: [] },
  graphqlIntrospection: true,
  profile: 'full',
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
    issuer: 'cognito',
    rolePatience: Duration.seconds(2),
    partnerEventSource: 'herald.test',
    isEmulated: true,
    // The integration tests act for many partners at once.
    waitingRequests: { perLicensor: 5, inAll: 50 },
    retrySchedule: [0, 2, 4, 8, 15, 30, 60],
  },
  dev,
  prod: {
    ...dev,
    stage: 'prod',
    // Deletes what a failed first deployment has created, and retains everything after that.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    protectData: true,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
    throttle: { rateLimit: 1000, burstLimit: 2000 },
    // A platform may publish from one address at the 200 requests per second of its tier: 60,000 in five
    // minutes.
    webAcl: { requestsPerAddress: 100_000, commonRules: 'Version_1.20', logBlocked: true },
    deliveryConcurrency: { webhook: { normal: 200, slow: 50 }, aws: { normal: 100, slow: 10 } },
    waitingRequests: { perLicensor: 5, inAll: 50 },
    schedulers: 2,
    auditors: 4,
    deploys: 'canary',
    graphqlIntrospection: false,
  },
};

/** The values of `-c stage=…`. */
export const stageNames: readonly string[] = Object.keys(stages);

/**
 * The context of the command line (`-c name=value`). `first`: the first deployment of a stage, which is not
 * yet protected against deletion. `deploys`: replaces the setting. The others are addresses of the emulator,
 * for the local stage only.
 */
export type Context = {
  first?: unknown;
  deploys?: unknown;
  extraOrigins?: unknown;
  cognitoEndpoint?: unknown;
  consoleOrigin?: unknown;
};

/**
 * The settings of a stage.
 * @param stage `-c stage=…`: local, dev or prod
 * @param context `first`: `true`; `deploys`: as in the settings; `extraOrigins`: origins, separated by
 *   commas; `cognitoEndpoint`, `consoleOrigin`: an origin
 * @throws Error if there is no such stage, or if another stage than local is given an emulator's address
 */
export function settingsFor(stage: unknown, context: Context = {}): Settings {
  const names = Object.keys(stages).join('|');
  if (stage === undefined || stage === '') throw new Error(`missing -c stage=${names}`);
  const settings = typeof stage === 'string' && Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!settings) throw new Error(`unknown stage "${stage}": expected -c stage=${names}`);
  return inContext(settings, context);
}

/** What an app that uses Herald as a package may set for a stage of its own. */
export type StageSettings = Partial<
  Omit<Settings, 'stage' | 'topics' | 'isEmulated' | 'extraOrigins' | 'cognitoEndpoint' | 'consoleOrigin'>
> & {
  /**
   * Whose settings it has, except those given. Default: those of the stage of its name, else prod's. The
   * stage local is always like local.
   */
  like?: 'dev' | 'prod';
};

/**
 * The settings of any stage. Example: `settingsOf('staging', { like: 'dev', profile: 'small' })`.
 * @param stage part of names and access keys: up to 16 lower-case letters, digits and hyphens. `local` runs
 *   on the emulator.
 * @throws Error if the stage has another form, for a setting that does not exist or has a wrong value, or for
 *   what `settingsFor` refuses
 */
export function settingsOf(stage: string, changes: StageSettings = {}, context: Context = {}): Settings {
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage))
    throw new Error(
      `the stage "${stage}" must be 1 to 16 lower-case letters, digits and hyphens, beginning with a letter`,
    );
  const { like = stageNames.includes(stage) ? stage : 'prod', ...changed } = changes;
  if (like !== stage && like !== 'dev' && like !== 'prod')
    throw new Error(`settings: like: expected one of "dev", "prod"`);
  const base = settingsFor(stage === 'local' ? stage : like);
  const settings = { ...base, ...changed, stage };
  checkSettings(settings);
  return inContext(settings, context);
}

/** @throws Error if another stage than local is given an emulator's address */
function inContext(settings: Settings, context: Context): Settings {
  const extraOrigins = textIn(context.extraOrigins);
  const cognitoEndpoint = textIn(context.cognitoEndpoint);
  const consoleOrigin = textIn(context.consoleOrigin);
  const ofEmulator = { extraOrigins, cognitoEndpoint, consoleOrigin };
  const given = Object.entries(ofEmulator).filter(([, value]) => value !== undefined);
  if (given.length > 0 && settings.stage !== 'local') {
    const refused = given.map(([name]) => name).join(' and ');
    throw new Error(`${refused}: allowed in the local stage only, not in ${settings.stage}`);
  }
  return {
    ...settings,
    deploys: deploysIn(context.deploys) ?? settings.deploys,
    deletionProtection: settings.deletionProtection && textIn(context.first) !== 'true',
    extraOrigins: extraOrigins?.split(',') ?? settings.extraOrigins,
    cognitoEndpoint,
    consoleOrigin,
  };
}

function deploysIn(value: unknown): Settings['deploys'] | undefined {
  const deploys = textIn(value);
  if (deploys === undefined || deploys === 'canary' || deploys === 'all-at-once') return deploys;
  throw new Error(`unknown deploys "${deploys}": expected -c deploys=canary|all-at-once`);
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
