// `npm run bench:scheduler`: how many deliveries one run of the retry-scheduler wakes, on DynamoDB Local and
// ElasticMQ, which run in processes of their own. Needs Java 17 and Maven. See README.md.
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dueShardOf, rowKeyOf } from '../core/store/deliveries/delivery-key.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { createHandler } from '../lambdas/retry-scheduler/create-handler.ts';
import { createTables, tablesIn } from '../local/amazon/tables.ts';
import { templateOfStage } from '../test/support/template/template.ts';
import { countCalls, measureRuns, region, runOnAmazon } from './amazon-run.ts';
import { schedulerLines } from './scheduler-ceiling.ts';

/** Deliveries that are due in each run. */
const runs = [4_000, 16_000];
const targetCount = 64;
const tables = {
  deliveries: 'deliveries',
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
};
const longAgo = '2025-01-01T00:00:00.000Z';

await runOnAmazon(async clients => {
  await createTable(clients.db);
  const queue = async (QueueName: string): Promise<string> =>
    (await clients.sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const calls = countCalls(clients);
  const environment = {
    REGISTRY_TABLE: tables.registry,
    EVENTS_TABLE: tables.events,
    EVENT_PAGES_TABLE: tables.eventPages,
    DELIVERIES_TABLE: tables.deliveries,
    WEBHOOK_QUEUE_URL: await queue('webhook'),
    AWS_QUEUE_URL: await queue('aws'),
    DEAD_DELIVERIES_URL: await queue('dead'),
    ACCOUNT_ID: '111111111111',
    AWS_REGION: region,
  };
  const handler = createHandler(environment, { db: createDynamo(clients.db), sqs: clients.sqs });
  for (const woken of runs) {
    const run = await measureRuns(handler, () => putDueRows(clients.db, woken), calls);
    console.log(schedulerLines({ woken, ...run }).join('\n'));
  }
});

/** The table Deliveries; a run without due targets uses no other. */
async function createTable(db: DynamoDBClient): Promise<void> {
  const isDeliveries = ({ logicalId }: { logicalId: string }) => logicalId.startsWith('StorageDeliveries');
  await createTables(db, tablesIn(templateOfStage('dev')).filter(isDeliveries), () => tables.deliveries);
}

/** Rows that have been due since long ago, of targets in all shards. */
async function putDueRows(db: DynamoDBClient, count: number): Promise<void> {
  const started = performance.now();
  const rows = Array.from({ length: count }, (_, n) => {
    const key = {
      licensor: 'bench',
      eventId: `event-${started}-${n}`,
      targetId: `target-${n % targetCount}`,
    };
    return marshall({
      ...rowKeyOf(key),
      ...key,
      channel: 'webhook',
      subscriptionId: 'subscription',
      status: 'WAITING',
      attemptCount: 3,
      attempts: Array.from({ length: 3 }, (_, attempt) => ({
        attempt: attempt + 1,
        at: longAgo,
        durationMs: 150,
        class: 'SERVER_ERROR',
        message: 'answered 503',
      })),
      updatedAt: longAgo,
      nextAttemptAt: Date.now() - 60_000,
      claims: 0,
      dueShard: dueShardOf(key.targetId),
    });
  });
  for (let at = 0; at < rows.length; at += 25) {
    const requests = rows.slice(at, at + 25).map(Item => ({ PutRequest: { Item } }));
    await db.send(new BatchWriteItemCommand({ RequestItems: { [tables.deliveries]: requests } }));
  }
}
