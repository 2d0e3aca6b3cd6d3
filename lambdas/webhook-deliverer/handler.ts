import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { createDeliveryHandler } from '../../core/delivery/create-delivery-handler.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createOutbound } from '../../core/runtime/outbound/outbound.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createSecretReader } from '../../core/store/registry/secrets.ts';
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
