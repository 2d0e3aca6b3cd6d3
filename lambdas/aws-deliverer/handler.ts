import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createDeliveryHandler } from '../delivery/handler.ts';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createAwsTargetSend } from './aws-target.ts';
import { environment } from './contract.ts';

const env = readEnvironment(environment);
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 2000,
  requestTimeout: env.DEADLINE_MS,
  throwOnRequestTimeout: true,
});

const send = createAwsTargetSend({
  sts: new STSClient(ownServices),
  requestHandler,
  deadlineMs: env.DEADLINE_MS,
});

export const handler = createDeliveryHandler('aws-deliverer', env, send);
