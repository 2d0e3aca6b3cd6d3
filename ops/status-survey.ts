// Whether Herald is well, asked of its tables and queues themselves: what an operator looks at first, and what proves that an incident is over.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dueShards } from '../core/store/deliveries/delivery-key.ts';
import { createHealthStore } from '../core/store/deliveries/target-health.ts';
import { createWatermark } from '../core/store/deliveries/watermark.ts';
import { settledAfterMs } from '../lambdas/audit/audit.ts';
import type { Deployment } from './deployment.ts';
import { targetsOf } from './failed-deliveries.ts';

export type Survey = {
  /** What is not as it should be; empty if Herald is well. */
  notWell: string[];
  due: { count: number; oldestOverdueSeconds: number };
  /** Targets that rest or drain: trouble of theirs, not of Herald. */
  targets: {
    licensor: string;
    targetId: string;
    breaker: string;
    since: string;
    reason?: string | undefined;
  }[];
  /** Messages, those at work included. */
  queues: Record<'quarantine' | 'deadDeliveries' | 'webhook' | 'aws', number>;
  /** Beyond the quarter of an hour that events are given; undefined before the first audit. */
  auditBehindSeconds: number | undefined;
};
type Outputs = Pick<
  Deployment['outputs'],
  | 'RegistryTable'
  | 'DeliveriesTable'
  | 'QuarantineUrl'
  | 'DeadDeliveriesUrl'
  | 'WebhookQueueUrl'
  | 'AwsQueueUrl'
>;

/** As the alarms have it (lib/operations/alarm-definitions.ts). */
const overdueAfterSeconds = 300;
const auditBehindAfterSeconds = 45 * 60;

export async function survey(
  db: DynamoDBDocumentClient,
  sqs: SQSClient,
  outputs: Outputs,
  clock: () => number,
): Promise<Survey> {
  const now = clock();
  const [due, targets, quarantine, deadDeliveries, webhook, aws, until] = await Promise.all([
    dueIn(db, outputs.DeliveriesTable, now),
    restingTargets(db, outputs),
    sizeOf(sqs, outputs.QuarantineUrl),
    sizeOf(sqs, outputs.DeadDeliveriesUrl),
    sizeOf(sqs, outputs.WebhookQueueUrl),
    sizeOf(sqs, outputs.AwsQueueUrl),
    createWatermark(db, outputs.DeliveriesTable).read(),
  ]);
  const auditBehindSeconds =
    until === undefined ? undefined : Math.max(0, Math.round((now - settledAfterMs - until) / 1000));
  const notWell = [
    due.oldestOverdueSeconds > overdueAfterSeconds &&
      `deliveries are overdue by ${due.oldestOverdueSeconds} s: see DeliveriesOverdue in the runbook`,
    quarantine > 0 && `${quarantine} messages are in quarantine: see QuarantineNotEmpty in the runbook`,
    (auditBehindSeconds ?? 0) > auditBehindAfterSeconds &&
      `the audit is ${auditBehindSeconds} s behind: see AuditBehind in the runbook`,
  ].filter(one => typeof one === 'string');
  const queues = { quarantine, deadDeliveries, webhook, aws };
  return { notWell, due, targets, queues, auditBehindSeconds };
}

async function dueIn(db: DynamoDBDocumentClient, table: string, now: number): Promise<Survey['due']> {
  let count = 0;
  let oldest = now;
  for (const shard of dueShards) {
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND nextAttemptAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          ExclusiveStartKey: from,
        }),
      );
      count += Items.length;
      for (const { nextAttemptAt } of Items) oldest = Math.min(oldest, Number(nextAttemptAt));
      from = LastEvaluatedKey;
    } while (from);
  }
  return { count, oldestOverdueSeconds: Math.round((now - oldest) / 1000) };
}

async function restingTargets(db: DynamoDBDocumentClient, outputs: Outputs): Promise<Survey['targets']> {
  const store = createHealthStore(db, outputs.DeliveriesTable);
  const resting: Survey['targets'] = [];
  for (const target of await targetsOf(db, outputs.RegistryTable, {})) {
    const health = await store.get(target);
    if (!health || health.state === 'CLOSED') continue;
    resting.push({ ...target, breaker: health.state, since: health.since, reason: health.reason });
  }
  return resting;
}

async function sizeOf(sqs: SQSClient, url: string): Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
