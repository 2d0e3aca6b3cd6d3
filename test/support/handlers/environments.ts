// The environment variables of each function, parsed by its contract as in Lambda. A missing or misspelt
// variable does not compile.
import type * as z from 'zod';
import { environment as announcer } from '../../../lambdas/announcer/contract.ts';
import { environment as api } from '../../../lambdas/api/contract.ts';
import { environment as audit } from '../../../lambdas/audit/contract.ts';
import { environment as authorizer } from '../../../lambdas/authorizer/contract.ts';
import { environment as awsDeliverer } from '../../../lambdas/aws-deliverer/contract.ts';
import { environment as deliveries } from '../../../lambdas/deliveries/contract.ts';
import { environment as dispatcher } from '../../../lambdas/dispatcher/contract.ts';
import { environment as feed } from '../../../lambdas/feed/contract.ts';
import { environment as graphql } from '../../../lambdas/graphql/contract.ts';
import { environment as operator } from '../../../lambdas/operator/contract.ts';
import { environment as publish } from '../../../lambdas/publish/contract.ts';
import { environment as pull } from '../../../lambdas/pull/contract.ts';
import { environment as retryScheduler } from '../../../lambdas/retry-scheduler/contract.ts';
import { environment as sessions } from '../../../lambdas/sessions/contract.ts';
import { environment as verifier } from '../../../lambdas/verifier/contract.ts';
import { environment as webhookDeliverer } from '../../../lambdas/webhook-deliverer/contract.ts';

/** The variables that Lambda sets for every function. */
const lambda = { AWS_REGION: 'eu-west-1' };

type Variables<Environment extends z.ZodObject> = Record<
  Exclude<keyof z.input<Environment>, keyof typeof lambda>,
  string
>;

export const tables = {
  REGISTRY_TABLE: 'registry',
  SECRETS_TABLE: 'secrets',
  EVENTS_TABLE: 'events',
  EVENT_PAGES_TABLE: 'event-pages',
  DELIVERIES_TABLE: 'deliveries',
};
export const quarantineUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/quarantine';
export const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/channel';
export const awsQueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws';
export const slowQueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/slow';
export const deadDeliveriesUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/dead-deliveries';
export const heraldAccount = '111111111111';
export const deliveryRolePattern = `arn:aws:iam::${heraldAccount}:role/HeraldNotifications-test-*`;

const { REGISTRY_TABLE, EVENTS_TABLE, EVENT_PAGES_TABLE, DELIVERIES_TABLE, SECRETS_TABLE } = tables;
const delivering = {
  REGISTRY_TABLE,
  EVENTS_TABLE,
  DELIVERIES_TABLE,
  QUEUE_URL: queueUrl,
  SLOW_QUEUE_URL: slowQueueUrl,
  QUARANTINE_URL: quarantineUrl,
  DEAD_DELIVERIES_URL: deadDeliveriesUrl,
  RETRY_SCHEDULE: '[0, 5, 300, 1800]',
  DEADLINE_MS: '2000',
};

const environments = {
  announcer: {
    REGISTRY_TABLE,
    DELIVERIES_TABLE,
    EVENT_BUS: 'default',
    MAIL_FROM: 'herald@platform.example',
  } satisfies Variables<typeof announcer>,
  api: {
    REGISTRY_TABLE,
    SECRETS_TABLE,
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    DELIVERIES_TABLE,
    SECRETS_KEY_ID: 'secrets-key',
    ACCOUNT_ID: heraldAccount,
    PARTITION: 'aws',
    EXTRA_ORIGINS: '[]',
    DELIVERY_ROLE_PATTERN: deliveryRolePattern,
    PARTNER_TEMPLATES_URL: 'https://templates.s3.amazonaws.com/herald',
    VERIFIER: 'verifier',
    WEBHOOK_DELIVERER: 'webhook-deliverer',
    AWS_DELIVERER: 'aws-deliverer',
    UNPROVEN_TRUST: 'refuse',
    WAITING_REQUESTS_PER_LICENSOR: '5',
    WAITING_REQUESTS_IN_ALL: '10',
    PARTNER_NAME: '',
    PARTNER_SOURCES_PER_LICENSOR: '2',
    CHANGES_KEPT_DAYS: '365',
  } satisfies Variables<typeof api>,
  graphql: {
    REGISTRY_TABLE,
    SECRETS_TABLE,
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    DELIVERIES_TABLE,
    SECRETS_KEY_ID: 'secrets-key',
    ACCOUNT_ID: heraldAccount,
    PARTITION: 'aws',
    EXTRA_ORIGINS: '[]',
    PARTNER_NAME: 'platform.example',
    PARTNER_SOURCES_PER_LICENSOR: '2',
    CHANGES_KEPT_DAYS: '365',
    ANSWERS_KEY_ID: '',
    INTROSPECTION: 'off',
    WEBHOOK_QUEUE_URL: queueUrl,
    AWS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws',
    DEAD_DELIVERIES_URL: deadDeliveriesUrl,
  } satisfies Variables<typeof graphql>,
  operator: {
    REGISTRY_TABLE,
    DELIVERIES_TABLE,
    STAGE: 'dev',
    QUARANTINE_URL: quarantineUrl,
    DEAD_DELIVERIES_URL: deadDeliveriesUrl,
    WEBHOOK_QUEUE_URL: queueUrl,
    SLOW_WEBHOOK_QUEUE_URL: slowQueueUrl,
    AWS_QUEUE_URL: awsQueueUrl,
    SLOW_AWS_QUEUE_URL: slowQueueUrl,
  } satisfies Variables<typeof operator>,
  sessions: {
    REGISTRY_TABLE,
    STAGE: 'dev',
    CONSOLE_ORIGIN: 'https://console.example.com',
    SIGN_IN_ISSUER: 'https://issuer.example.com',
    SIGN_IN_JWKS_URL: 'https://issuer.example.com/keys',
    SIGN_IN_CLIENT_ID: 'console',
    CHANGES_KEPT_DAYS: '365',
  } satisfies Variables<typeof sessions>,
  authorizer: {
    REGISTRY_TABLE,
    STAGE: 'dev',
    ISSUER: 'https://issuer.example.com',
    JWKS_URL: 'https://issuer.example.com/keys',
    AUDIENCE: '',
  } satisfies Variables<typeof authorizer>,
  verifier: {
    DELIVERY_ROLE_PATTERN: deliveryRolePattern,
    PATIENCE_MS: '1',
  } satisfies Variables<typeof verifier>,
  publish: {
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    REGISTRY_TABLE,
    UNKNOWN_LICENSORS: 'accept',
    ACCOUNT_ID: heraldAccount,
  } satisfies Variables<typeof publish>,
  feed: {
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    REGISTRY_TABLE,
    UNKNOWN_LICENSORS: 'accept',
    SOURCES: '[]',
    ACCOUNT_ID: heraldAccount,
  } satisfies Variables<typeof feed>,
  pull: { EVENTS_TABLE, EVENT_PAGES_TABLE, REGISTRY_TABLE, DELIVERIES_TABLE } satisfies Variables<
    typeof pull
  >,
  deliveries: {
    REGISTRY_TABLE,
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    DELIVERIES_TABLE,
    WEBHOOK_QUEUE_URL: queueUrl,
    AWS_QUEUE_URL: awsQueueUrl,
    DEAD_DELIVERIES_URL: deadDeliveriesUrl,
    ANSWERS_KEY_ID: 'secrets-key',
    PARTNER_NAME: 'platform.example',
    CHANGES_KEPT_DAYS: '365',
  } satisfies Variables<typeof deliveries>,
  dispatcher: {
    REGISTRY_TABLE,
    WEBHOOK_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111111111111/webhook',
    AWS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws',
    QUARANTINE_URL: quarantineUrl,
  } satisfies Variables<typeof dispatcher>,
  audit: { REGISTRY_TABLE, EVENTS_TABLE, EVENT_PAGES_TABLE, DELIVERIES_TABLE } satisfies Variables<
    typeof audit
  >,
  'retry-scheduler': {
    REGISTRY_TABLE,
    EVENTS_TABLE,
    EVENT_PAGES_TABLE,
    DELIVERIES_TABLE,
    WEBHOOK_QUEUE_URL: queueUrl,
    AWS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws',
    DEAD_DELIVERIES_URL: deadDeliveriesUrl,
    ACCOUNT_ID: heraldAccount,
  } satisfies Variables<typeof retryScheduler>,
  'aws-deliverer': { ...delivering, PARTNER_NAME: '' } satisfies Variables<typeof awsDeliverer>,
  'webhook-deliverer': {
    ...delivering,
    SECRETS_TABLE,
    EXTRA_ORIGINS: '[]',
    ANSWERS_KEY_ID: 'secrets-key',
  } satisfies Variables<typeof webhookDeliverer>,
};

const contracts = {
  announcer,
  api,
  graphql,
  authorizer,
  operator,
  sessions,
  verifier,
  publish,
  feed,
  pull,
  deliveries,
  dispatcher,
  audit,
  'retry-scheduler': retryScheduler,
  'aws-deliverer': awsDeliverer,
  'webhook-deliverer': webhookDeliverer,
};
type Name = keyof typeof contracts;

/**
 * The environment of a function, parsed by its contract.
 * @param more overrides single variables
 */
export function environmentOf<N extends Name>(
  name: N,
  more: Record<string, string | undefined> = {},
): z.output<(typeof contracts)[N]> {
  const contract: z.ZodType = contracts[name];
  return contract.parse({ ...lambda, ...environments[name], ...more }) as z.output<(typeof contracts)[N]>;
}
