// The functions behind the API, each with its environment and its permissions.
import { Duration, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import * as apiContract from '../../lambdas/api/contract.ts';
import * as authorizerContract from '../../lambdas/authorizer/contract.ts';
import * as deliveriesContract from '../../lambdas/deliveries/contract.ts';
import * as graphqlContract from '../../lambdas/graphql/contract.ts';
import * as operatorContract from '../../lambdas/operator/contract.ts';
import * as publishContract from '../../lambdas/publish/contract.ts';
import * as pullContract from '../../lambdas/pull/contract.ts';
import * as referenceContract from '../../lambdas/reference/contract.ts';
import * as sessionsContract from '../../lambdas/sessions/contract.ts';
import * as verifierContract from '../../lambdas/verifier/contract.ts';
import type { Channels } from '../delivery/channels.ts';
import { grantManagePartnerSources, partnerNameOf } from '../delivery/partner-event-sources.ts';
import {
  grantAssumePartnerRoles,
  partnerRoleName,
  partnerRolePattern,
  partnerTemplatesUrl,
} from '../delivery/partner-roles.ts';
import {
  allow,
  allowOnAnswers,
  allowOnBudgets,
  allowOnHealth,
  allowOnLeases,
  allowOnLicensors,
  allowOnLicensorsAndClaims,
  allowOnPartitions,
  allowOnReplays,
  allowPuttingSessions,
  allowReadingSlowAttempts,
  allowRecordingChanges,
  answersKeyId,
} from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { due, openByTime, type Storage } from '../storage.ts';
import type { Identity } from './identity.ts';

export type ApiFunctionProps = {
  settings: Settings;
  storage: Storage;
  identity: Identity;
  channels: Channels;
  deadDeliveries: Queue;
  quarantine: Queue;
  /** Where the console is served. */
  consoleOrigin: string;
};

/** The longest time that API Gateway waits by default. */
const timeout = Duration.seconds(29);

export function createAuthorizer(scope: Construct, { settings, storage, identity }: ApiFunctionProps) {
  const authorizer = new LambdaFunction(scope, 'Authorizer', {
    settings,
    name: 'authorizer',
    contract: authorizerContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      STAGE: settings.stage,
      ISSUER: identity.issuer,
      JWKS_URL: identity.jwksUrl,
      AUDIENCE: identity.audience,
    },
    timeout: Duration.seconds(10),
  });
  const clients = { like: ['CLIENT#*', 'ACCESS_KEY#*', 'SESSION#*'] };
  allowOnPartitions(authorizer, storage.registry.tableArn, clients, 'dynamodb:GetItem');
  return authorizer;
}

export function createApiFunction(scope: Construct, { settings, storage, channels }: ApiFunctionProps) {
  const verifier = createVerifier(scope, settings);
  const api = new LambdaFunction(scope, 'Api', {
    settings,
    name: 'api',
    contract: apiContract,
    environment: {
      ...registrationVariables(scope, settings, storage),
      DELIVERY_ROLE_PATTERN: partnerRolePattern(scope, settings),
      PARTNER_TEMPLATES_URL: partnerTemplatesUrl(settings),
      VERIFIER: verifier.live.functionName,
      WEBHOOK_DELIVERER: channels.webhook.deliverer.live.functionName,
      AWS_DELIVERER: channels.aws.deliverer.live.functionName,
      UNPROVEN_TRUST: settings.unprovenTrust,
      WAITING_REQUESTS_PER_LICENSOR: String(settings.waitingRequests.perLicensor),
      WAITING_REQUESTS_IN_ALL: String(settings.waitingRequests.inAll),
    },
    timeout,
  });
  grantRegistration(scope, api, settings, storage);
  // Only REST has AWS targets with a role, whose external id it claims and releases.
  allowOnLicensorsAndClaims(api, storage, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  // Only REST can enable a target again, and then publishes TargetRecovered.
  for (const table of [storage.events, storage.eventPages]) allow(api, table.tableArn, 'dynamodb:PutItem');
  allowOnLeases(api, storage);
  // It asks the verifier at registration, and a deliverer for a test notification.
  for (const called of [verifier, channels.webhook.deliverer, channels.aws.deliverer])
    allow(api, called.live.functionArn, 'lambda:InvokeFunction');
  return api;
}

/** Proves, when an AWS target is registered, that its role belongs to the partner. */
function createVerifier(scope: Construct, settings: Settings) {
  const verifier = new LambdaFunction(scope, 'Verifier', {
    settings,
    name: 'verifier',
    contract: verifierContract,
    environment: {
      DELIVERY_ROLE_PATTERN: partnerRolePattern(scope, settings),
      PATIENCE_MS: String(settings.rolePatience.toMilliseconds()),
    },
    // More than a verification may take, and less than the caller's own timeout, so that it can answer.
    timeout: Duration.seconds(20),
    roleName: partnerRoleName(scope, settings, 'verify'),
  });
  grantAssumePartnerRoles(scope, verifier);
  return verifier;
}

export function createGraphql(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage } = props;
  const graphql = new LambdaFunction(scope, 'Graphql', {
    settings,
    name: 'graphql',
    contract: graphqlContract,
    environment: {
      ...registrationVariables(scope, settings, storage),
      ...queueVariables(props),
      ANSWERS_KEY_ID: answersKeyId(settings, storage),
      INTROSPECTION: settings.graphqlIntrospection ? 'on' : 'off',
    },
    timeout,
  });
  grantRegistration(scope, graphql, settings, storage);
  allowOnLicensors(graphql, storage, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  grantHistory(graphql, props);
  if (settings.answerExcerpts) allowOnAnswers(graphql, storage, 'kms:Decrypt');
  return graphql;
}

/** The environment that both API functions share: targets, subscriptions and auth profiles. */
const registrationVariables = (scope: Construct, settings: Settings, storage: Storage) => ({
  REGISTRY_TABLE: storage.registry.tableName,
  SECRETS_TABLE: storage.secrets.tableName,
  EVENTS_TABLE: storage.events.tableName,
  EVENT_PAGES_TABLE: storage.eventPages.tableName,
  DELIVERIES_TABLE: storage.deliveries.tableName,
  SECRETS_KEY_ID: storage.secretsKey.keyId,
  ACCOUNT_ID: Stack.of(scope).account,
  PARTITION: Stack.of(scope).partition,
  EXTRA_ORIGINS: JSON.stringify(settings.extraOrigins),
  PARTNER_NAME: partnerNameOf(settings),
  PARTNER_SOURCES_PER_LICENSOR: String(settings.partnerSourcesPerLicensor),
  CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
});

/**
 * The permissions that both API functions share: the items of licensors in the Registry, write-only access to
 * secrets, and the health of targets with counts of their open deliveries, for which each licensor has a
 * budget.
 */
function grantRegistration(
  scope: Construct,
  grantee: IGrantable,
  settings: Settings,
  storage: Storage,
): void {
  allowOnLicensors(
    grantee,
    storage,
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
  );
  allow(grantee, storage.secrets.tableArn, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  storage.secretsKey.grant(grantee, 'kms:Encrypt');
  allowOnHealth(grantee, storage, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
  allowReadingSlowAttempts(grantee, storage);
  allow(grantee, `${storage.deliveries.tableArn}/index/${openByTime}`, 'dynamodb:Query');
  allowOnBudgets(grantee, storage);
  grantManagePartnerSources(scope, settings, grantee);
}

export function createPublish(scope: Construct, { settings, storage }: ApiFunctionProps) {
  const publish = new LambdaFunction(scope, 'Publish', {
    settings,
    name: 'publish',
    contract: publishContract,
    environment: {
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      REGISTRY_TABLE: storage.registry.tableName,
      UNKNOWN_LICENSORS: settings.unknownLicensors,
      ACCOUNT_ID: Stack.of(scope).account,
    },
    timeout,
  });
  allowOnLicensors(publish, storage, 'dynamodb:GetItem');
  allow(publish, storage.eventPages.tableArn, 'dynamodb:PartiQLInsert');
  allow(publish, storage.events.tableArn, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem');
  return publish;
}

export function createPull(scope: Construct, { settings, storage }: ApiFunctionProps) {
  const pull = new LambdaFunction(scope, 'Pull', {
    settings,
    name: 'pull',
    contract: pullContract,
    environment: {
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      REGISTRY_TABLE: storage.registry.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
    },
    timeout,
  });
  allow(pull, storage.eventPages.tableArn, 'dynamodb:Query');
  allow(pull, storage.events.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
  allow(pull, storage.registry.tableArn, 'dynamodb:GetItem');
  allowOnBudgets(pull, storage);
  return pull;
}

/** It reads and writes sessions and members; of licensors it only reads their record and access keys. */
export function createSessions(scope: Construct, { settings, storage, consoleOrigin }: ApiFunctionProps) {
  const signIn = settings.console ? settings.console.signIn : undefined;
  const sessions = new LambdaFunction(scope, 'Sessions', {
    settings,
    name: 'sessions',
    contract: sessionsContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      STAGE: settings.stage,
      CONSOLE_ORIGIN: consoleOrigin,
      SIGN_IN_ISSUER: signIn?.issuer ?? '',
      SIGN_IN_JWKS_URL: signIn?.jwksUrl ?? '',
      SIGN_IN_CLIENT_ID: signIn?.clientId ?? '',
      CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
    },
    timeout,
  });
  const { tableArn } = storage.registry;
  allowOnLicensors(sessions, storage, 'dynamodb:GetItem');
  allowOnPartitions(sessions, tableArn, { like: 'ACCESS_KEY#*' }, 'dynamodb:GetItem');
  allowOnPartitions(
    sessions,
    tableArn,
    { like: ['SESSION#*', 'SESSIONS#*', 'SESSION_CODE#*', 'PERSON#*', 'MEMBERS#*'] },
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  );
  allowPuttingSessions(sessions, storage);
  return sessions;
}

/** It reads the records and targets of all licensors, and how full the queues are. It changes nothing. */
export function createOperator(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage, channels, quarantine, deadDeliveries } = props;
  const { webhook, aws } = channels;
  const operator = new LambdaFunction(scope, 'Operator', {
    settings,
    name: 'operator',
    contract: operatorContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      STAGE: settings.stage,
      QUARANTINE_URL: quarantine.queueUrl,
      DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
      WEBHOOK_QUEUE_URL: webhook.queue.queueUrl,
      SLOW_WEBHOOK_QUEUE_URL: webhook.slowQueue.queueUrl,
      AWS_QUEUE_URL: aws.queue.queueUrl,
      SLOW_AWS_QUEUE_URL: aws.slowQueue.queueUrl,
    },
    timeout,
  });
  allowOnLicensors(operator, storage, 'dynamodb:GetItem', 'dynamodb:Query');
  allowOnPartitions(operator, storage.registry.tableArn, { like: 'LICENSORS#' }, 'dynamodb:Query');
  allowOnPartitions(
    operator,
    storage.deliveries.tableArn,
    { like: ['*#!health', '#audit'] },
    'dynamodb:Query',
  );
  allow(operator, `${storage.deliveries.tableArn}/index/${due}`, 'dynamodb:Query');
  const queues = [quarantine, deadDeliveries, webhook.queue, webhook.slowQueue, aws.queue, aws.slowQueue];
  for (const queue of queues) queue.grant(operator, 'sqs:GetQueueAttributes');
  return operator;
}

/** It reads nothing but its own files. */
export const createReference = (scope: Construct, { settings }: ApiFunctionProps) =>
  new LambdaFunction(scope, 'Reference', {
    settings,
    name: 'reference',
    contract: referenceContract,
    environment: {},
    timeout: Duration.seconds(10),
  });

export function createDeliveries(scope: Construct, props: ApiFunctionProps) {
  const { settings, storage } = props;
  const deliveries = new LambdaFunction(scope, 'DeliveriesFunction', {
    settings,
    name: 'deliveries',
    contract: deliveriesContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      ...queueVariables(props),
      ANSWERS_KEY_ID: answersKeyId(settings, storage),
      PARTNER_NAME: partnerNameOf(settings),
      CHANGES_KEPT_DAYS: String(settings.changesKeptFor.toDays()),
    },
    timeout,
  });
  allowOnLicensors(deliveries, storage, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  grantHistory(deliveries, props);
  allowOnBudgets(deliveries, storage);
  allowRecordingChanges(deliveries, storage);
  if (settings.answerExcerpts) allowOnAnswers(deliveries, storage, 'kms:Decrypt');
  return deliveries;
}

const queueVariables = ({ channels, deadDeliveries }: ApiFunctionProps) => ({
  WEBHOOK_QUEUE_URL: channels.webhook.queue.queueUrl,
  AWS_QUEUE_URL: channels.aws.queue.queueUrl,
  DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
});

/** The permissions to read deliveries and their events, and to send a delivery again. */
function grantHistory(grantee: IGrantable, { storage, channels, deadDeliveries }: ApiFunctionProps): void {
  const { deliveries, eventPages, events } = storage;
  allow(grantee, eventPages.tableArn, 'dynamodb:Query');
  allow(grantee, events.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
  allow(grantee, deliveries.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
  allow(grantee, `${deliveries.tableArn}/index/${openByTime}`, 'dynamodb:Query');
  allowOnReplays(grantee, storage, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  // A resend changes rows, but no other item of the table.
  allowOnPartitions(grantee, deliveries.tableArn, { notLike: ['*#!*', '#*'] }, 'dynamodb:PartiQLUpdate');
  for (const queue of [channels.webhook.queue, channels.aws.queue, deadDeliveries])
    queue.grant(grantee, 'sqs:SendMessage');
}
