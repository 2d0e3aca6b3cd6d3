// Reads from the tables and queues whether Herald is well: the start of an investigation, and the proof
// that an incident is over.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import {
  feedSourcesText,
  problemsOfSources,
  type SourceState,
  sourceStates,
} from '../core/history/feed-sources.ts';
import { auditBehindSeconds, auditedUntil, problemsOf } from '../core/history/installation-state.ts';
import { type QueueName, queueSizes } from '../core/runtime/aws/queue-size.ts';
import { dueShards } from '../core/store/deliveries/delivery-key.ts';
import { createOpenDeliveries } from '../core/store/deliveries/open-deliveries.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createWatermarks } from '../core/store/deliveries/watermark.ts';
import { queryAll } from '../core/store/dynamodb/all-items.ts';
import type { Deployment } from './deployment.ts';
import { allSuspensions, type Suspended } from './stored-suspensions.ts';
import { type TargetId, targetsOf } from './targets.ts';

export type Survey = {
  /** What is not as it should be; empty if Herald is well. */
  notWell: string[];
  due: { count: number; oldestOverdueSeconds: number };
  /** FAILED deliveries: all attempts have failed. The target causes them, not Herald. */
  failed: { count: number; targets: (TargetId & { failed: number })[] };
  /** Targets that are paused, disabled or draining. They are trouble of a target, not of Herald. */
  targets: (TargetId & { breaker: string; since: string; reason?: string | undefined })[];
  /** What an operator has suspended: targets, and licensors (without `targetId`). */
  suspended: Suspended[];
  /** Messages, those in work included. */
  queues: Record<QueueName, number>;
  /** The sources of `publishFrom`; empty without one. */
  sources: SourceState[];
  /** Up to which time of acceptance the audit has checked events, ISO 8601; null before its first run. */
  auditedUntil: string | null;
  /** How much later than 15 minutes after their acceptance events are audited; null before the first run. */
  auditBehindSeconds: number | null;
};
type Outputs = Pick<
  Deployment['outputs'],
  | 'RegistryTable'
  | 'DeliveriesTable'
  | 'QuarantineUrl'
  | 'DeadDeliveriesUrl'
  | 'WebhookQueueUrl'
  | 'AwsQueueUrl'
  | 'SlowWebhookQueueUrl'
  | 'SlowAwsQueueUrl'
  | 'FeedSources'
>;

export async function survey(
  db: DynamoDBDocumentClient,
  sqs: SQSClient,
  outputs: Outputs,
  clock: () => number,
): Promise<Survey> {
  const now = clock();
  const [due, targets, suspended, queues, sources, until] = await Promise.all([
    dueIn(db, outputs.DeliveriesTable, now),
    eachTarget(db, outputs),
    allSuspensions(db, outputs.RegistryTable),
    queueSizes(sqs, {
      quarantine: outputs.QuarantineUrl,
      deadDeliveries: outputs.DeadDeliveriesUrl,
      webhook: outputs.WebhookQueueUrl,
      aws: outputs.AwsQueueUrl,
      slowWebhook: outputs.SlowWebhookQueueUrl,
      slowAws: outputs.SlowAwsQueueUrl,
    }),
    sourceStates(sqs, feedSourcesText.parse(outputs.FeedSources ?? '[]')),
    auditedUntil(createWatermarks(db, outputs.DeliveriesTable)),
  ]);
  const behind = auditBehindSeconds(until, now);
  const notWell = [
    ...problemsOf(due.oldestOverdueSeconds, behind, queues.quarantine),
    ...problemsOfSources(sources),
  ];
  return {
    notWell,
    due,
    ...targets,
    suspended,
    queues,
    sources,
    auditedUntil: until === undefined ? null : new Date(until).toISOString(),
    auditBehindSeconds: behind ?? null,
  };
}

async function dueIn(db: DynamoDBDocumentClient, table: string, now: number): Promise<Survey['due']> {
  let count = 0;
  let oldest = now;
  for (const shard of dueShards) {
    const items = queryAll(db, {
      TableName: table,
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND nextAttemptAt <= :now',
      ExpressionAttributeValues: { ':shard': shard, ':now': now },
    });
    for await (const { nextAttemptAt } of items) {
      count++;
      oldest = Math.min(oldest, Number(nextAttemptAt));
    }
  }
  return { count, oldestOverdueSeconds: Math.round((now - oldest) / 1000) };
}

/** How many targets are read at once. */
const concurrency = 10;

async function eachTarget(
  db: DynamoDBDocumentClient,
  outputs: Outputs,
): Promise<Pick<Survey, 'failed' | 'targets'>> {
  const store = createHealthStore(db, outputs.DeliveriesTable);
  const open = createOpenDeliveries(db, outputs.DeliveriesTable);
  const found = await pMap(
    await targetsOf(db, outputs.RegistryTable, {}),
    async target => ({
      target,
      health: await store.get(target),
      failed: await open.count(target, 'FAILED'),
    }),
    { concurrency },
  );
  const withFailed = found.filter(({ failed }) => failed > 0);
  return {
    failed: {
      count: withFailed.reduce((sum, { failed }) => sum + failed, 0),
      targets: withFailed.map(({ target, failed }) => ({ ...target, failed })),
    },
    targets: found.flatMap(({ target, health }) =>
      health && health.state !== 'CLOSED'
        ? [{ ...target, breaker: health.state, since: health.since, reason: health.reason }]
        : [],
    ),
  };
}
