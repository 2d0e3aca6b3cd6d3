// The dispatcher: reads accepted events from the stream, and puts delivery tasks on the channels' queues.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type * as z from 'zod';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createRoutes } from '../../core/store/registry/routes.ts';
import type { environment } from './contract.ts';
import { dispatch } from './dispatch.ts';

export function createHandler(
  env: z.output<typeof environment>,
  { db, sqs }: { db: DynamoDBDocumentClient; sqs: SQSClient },
) {
  const log = createLog('dispatcher');
  const deps = {
    routes: createRoutes(db, env.REGISTRY_TABLE),
    queues: {
      webhook: { sqs, url: env.WEBHOOK_QUEUE_URL, log },
      aws: { sqs, url: env.AWS_QUEUE_URL, log },
    },
    quarantine: { sqs, url: env.QUARANTINE_URL, log },
    clock: Date.now,
    log,
    metrics: createMetrics('dispatcher'),
  };
  return (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> =>
    invocation(context, deps, () => dispatch(event.Records, deps));
}
