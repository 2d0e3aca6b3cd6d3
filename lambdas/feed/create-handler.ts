// The feed: publishes events that the platform's own buses and queues hold. It exists if an app calls
// `publishFrom` (docs/publishing.md, "From EventBridge or SQS").
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { createPublisher } from '../../core/publishing/publisher.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import type { environment } from './contract.ts';
import { feed } from './feed.ts';

export function createHandler(
  env: z.output<typeof environment>,
  { db, sqs }: { db: DynamoDBDocumentClient; sqs: SQSClient },
) {
  const log = createLog('feed');
  const metrics = createMetrics('feed');
  const publish = createPublisher(env, { db, log, metrics });
  const sources = new Map(env.SOURCES.map(source => [source.queue, source]));

  return ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    invocation(context, { log, metrics }, () => feed(Records, { sources, publish, sqs, log, metrics }));
}
