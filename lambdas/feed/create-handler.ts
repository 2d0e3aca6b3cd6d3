// The feed: publishes events that the platform's own buses and queues hold. It exists if an app calls
// `publishFrom` (docs/publishing.md, "From EventBridge or SQS").
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { publish } from '../../core/publishing/publish.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createEvents } from '../../core/store/events/events.ts';
import { knowLicensors } from '../../core/store/registry/known-licensors.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import type { environment } from './contract.ts';
import { feed } from './feed.ts';

/** How long writes are retried, milliseconds. After that the queue sends the message again. */
const tryForMs = 10_000;

export function createHandler(
  env: z.output<typeof environment>,
  { db, sqs }: { db: DynamoDBDocumentClient; sqs: SQSClient },
) {
  const log = createLog('feed');
  const metrics = createMetrics('feed');
  const events = createEvents(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE });
  const knowsLicensor = knowLicensors(createLicensors(db, env.REGISTRY_TABLE), Date.now, log);
  const installation = { account: env.ACCOUNT_ID, region: env.AWS_REGION };
  const sources = new Map(env.SOURCES.map(source => [source.queue, source]));

  return ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    invocation(context, { log, metrics }, () => {
      const until = Date.now() + tryForMs;
      return feed(Records, {
        sources,
        publish: (licensor, sent) =>
          publish(licensor, sent, {
            events,
            knowsLicensor,
            unknownLicensors: env.UNKNOWN_LICENSORS,
            installation,
            clock: Date.now,
            mayRetry: () => Date.now() < until,
            metrics,
          }),
        sqs,
        log,
        metrics,
      });
    });
}
