import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createRoutes } from '../../core/store/registry/routes.ts';
import { environment } from './contract.ts';
import { dispatch } from './dispatch.ts';

const env = readEnvironment(environment);
const log = createLog('dispatcher');
const sqs = new SQSClient(ownServices);

const deps = {
  routes: createRoutes(createDynamo(new DynamoDBClient(ownServices)), env.REGISTRY_TABLE),
  queues: {
    webhook: { sqs, url: env.WEBHOOK_QUEUE_URL, log },
    aws: { sqs, url: env.AWS_QUEUE_URL, log },
  },
  quarantine: { sqs, url: env.QUARANTINE_URL, log },
  clock: Date.now,
  log,
  metrics: createMetrics('dispatcher'),
};

export const handler = (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> =>
  invocation(context, deps, () => dispatch(event.Records, deps));
