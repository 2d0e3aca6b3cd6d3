import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { topics, viewOfTopic } from '../catalog/catalog.ts';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createHttpHandler, type Route } from '../runtime/http-api.ts';
import { createLog } from '../runtime/log.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createSecretWriter } from '../store/secrets.ts';
import { createSubscriptions } from '../store/subscriptions.ts';
import { createTargets } from '../store/targets.ts';
import { environment, type RouteKey } from './contract.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { createTargetRegistration } from './target-registration.ts';
import { targetRoutes } from './target-routes.ts';

const env = readEnvironment(environment);
const db = createDynamo(new DynamoDBClient(ownServices));
const targets = createTargets(db, env.REGISTRY_TABLE);
const registration = createTargetRegistration({
  targets,
  secrets: createSecretWriter(env.SECRETS_TABLE, env.SECRETS_KEY_ID, new KMSClient(ownServices)),
  account: env.ACCOUNT_ID,
  extraOrigins: env.EXTRA_ORIGINS,
  clock: Date.now,
});

const routes: Record<RouteKey, Route> = {
  ...targetRoutes(targets, registration),
  ...subscriptionRoutes(createSubscriptions(db, env.REGISTRY_TABLE), targets, Date.now),
  'GET /{licensor}/notifications/topics': async () => ({
    status: 200,
    body: { topics: topics.map(viewOfTopic) },
  }),
};

const mayCall = (caller: { kind: string; licensor?: string }, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

export const handler = createHttpHandler(routes, mayCall, createLog('api'));
