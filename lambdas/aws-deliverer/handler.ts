import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createDeliveryHandler } from '../../core/delivery/create-delivery-handler.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createAwsChannelSend } from './aws-channel.ts';
import { environment } from './contract.ts';

const env = readEnvironment(environment);
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 2000,
  requestTimeout: env.DEADLINE_MS,
  throwOnRequestTimeout: true,
});

const metrics = createMetrics('aws-deliverer');
const send = createAwsChannelSend({
  sts: new STSClient(ownServices),
  requestHandler,
  eventBridgeIn: region => new EventBridgeClient({ region, requestHandler, maxAttempts: 1 }),
  partnerName: env.PARTNER_NAME,
  deadlineMs: env.DEADLINE_MS,
  clock: Date.now,
  onAssume: () => metrics.add('SessionsAssumed'),
});

export const handler = createDeliveryHandler('aws', env, send, metrics);
