import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { createDeliveryHandler } from '../delivery/handler.ts';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createMetrics } from '../runtime/metrics.ts';
import { createOutbound } from '../runtime/outbound.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createSecretReader } from '../store/secrets.ts';
import { environment } from './contract.ts';
import { cacheCredentials } from './credentials.ts';
import { createWebhookSend } from './webhook.ts';

const env = readEnvironment(environment);
const metrics = createMetrics('webhook-deliverer');
const db = createDynamo(new DynamoDBClient(ownServices));

const send = createWebhookSend({
  outbound: createOutbound({
    extraOrigins: env.EXTRA_ORIGINS,
    onRefused: () => metrics.add('GuardRefusals'),
  }),
  readCredentials: cacheCredentials(createSecretReader(db, env.SECRETS_TABLE, new KMSClient(ownServices))),
  deadlineMs: env.DEADLINE_MS,
  clock: Date.now,
});

export const handler = createDeliveryHandler('webhook', env, send, metrics, db);
