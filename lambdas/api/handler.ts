import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { topics, viewOfTopic } from '../catalog/catalog.ts';
import type { Caller } from '../domain/licensor.ts';
import { functionCalls, ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createHttpHandler, type Route } from '../runtime/http-api.ts';
import { createLog } from '../runtime/log.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createLicensors } from '../store/licensors.ts';
import { createSecretWriter } from '../store/secrets.ts';
import { createSubscriptions } from '../store/subscriptions.ts';
import { createTargets } from '../store/targets.ts';
import { createAwsAdmission } from './aws-admission.ts';
import { environment, type RouteKey } from './contract.ts';
import { deliveryRoleRoute } from './delivery-role.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { createTargetRegistration } from './target-registration.ts';
import { targetRoutes } from './target-routes.ts';
import { testRoute } from './test-route.ts';

const env = readEnvironment(environment);
const log = createLog('api');
const db = createDynamo(new DynamoDBClient(ownServices));
const lambda = new LambdaClient(functionCalls);
const clock = Date.now;

const targets = createTargets(db, env.REGISTRY_TABLE);
const licensors = createLicensors(db, env.REGISTRY_TABLE);
const registration = createTargetRegistration({
  targets,
  secrets: createSecretWriter(env.SECRETS_TABLE, env.SECRETS_KEY_ID, new KMSClient(ownServices)),
  admission: createAwsAdmission({
    licensors,
    lambda,
    verifier: env.VERIFIER,
    unprovenTrust: env.UNPROVEN_TRUST,
    log,
  }),
  account: env.ACCOUNT_ID,
  extraOrigins: env.EXTRA_ORIGINS,
  clock,
});
const deliverers = { webhook: env.WEBHOOK_DELIVERER, aws: env.AWS_DELIVERER };
const deliveryRole = { licensors, account: env.ACCOUNT_ID, deliveryRolePattern: env.DELIVERY_ROLE_PATTERN };

const routes: Record<RouteKey, Route> = {
  ...targetRoutes(targets, registration),
  'POST /{licensor}/notifications/targets/{targetId}/test': testRoute({ targets, lambda, deliverers, clock }),
  'GET /{licensor}/notifications/delivery-role': deliveryRoleRoute(deliveryRole),
  ...subscriptionRoutes(createSubscriptions(db, env.REGISTRY_TABLE), targets, clock),
  'GET /{licensor}/notifications/topics': async () => ({
    status: 200,
    body: { topics: topics.map(viewOfTopic) },
  }),
};

const mayCall = (caller: Caller, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

/** A subscription with 10 event types and 40 targets under each is 12 kB. */
const maxBodyBytes = 64 * 1024;

export const handler = createHttpHandler(routes, { mayCall, maxBodyBytes }, log);
