// The AWS deliverer: sends notifications to partners' SQS queues, SNS topics and event buses. It cannot
// decrypt credentials.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type * as z from 'zod';
import { createDeliveryHandler, type DeliveryClients } from '../../core/delivery/create-delivery-handler.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createAwsChannelSend } from './aws-channel.ts';
import type { environment } from './contract.ts';
import { createPartnerConnections } from './partner-connections.ts';

export type AwsDelivererClients = DeliveryClients & {
  sts: STSClient;
  /** The HTTP connections to partners' resources; tests replace it. */
  requestHandler?: NodeHttpHandler;
};

export function createHandler(
  env: z.output<typeof environment>,
  { sts, requestHandler = createPartnerConnections(), ...clients }: AwsDelivererClients,
) {
  const metrics = createMetrics('aws-deliverer');
  const send = createAwsChannelSend({
    sts,
    requestHandler,
    eventBridgeIn: region => new EventBridgeClient({ region, requestHandler, maxAttempts: 1 }),
    partnerName: env.PARTNER_NAME,
    deadlineMs: env.DEADLINE_MS,
    clock: Date.now,
    onAssume: () => metrics.add('SessionsAssumed'),
  });
  return createDeliveryHandler('aws', env, clients, send, metrics);
}
