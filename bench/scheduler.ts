// `npm run bench:scheduler`: how many deliveries one run of the retry-scheduler wakes, on DynamoDB Local and
// ElasticMQ, which run in processes of their own. Needs Java 17 and Maven. See README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ownServices } from '../core/runtime/aws/aws-client.ts';
import { dueShardOf, rowKeyOf } from '../core/store/deliveries/delivery-key.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { createHandler } from '../lambdas/retry-scheduler/create-handler.ts';
import { installJars, missingJava } from '../local/amazon/java.ts';
import { startDynamoDbLocal, startElasticMq } from '../local/amazon/servers.ts';
import { createTables, tablesIn } from '../local/amazon/tables.ts';
import { Failure } from '../local/emulator/progress.ts';
import { contextOf } from '../test/support/builders/lambda-context.ts';
import { templateOfStage } from '../test/support/template/template.ts';
import { type SchedulerRun, schedulerLines } from './scheduler-ceiling.ts';

/** Deliveries that are due in each run. */
const runs = [4_000, 16_000];
/** Longer than any run here, so that it does all. */
const runMs = 600_000;
const targetCount = 64;
const account = '111111111111';
const region = 'us-east-1';
const tables = {
  deliveries: 'deliveries',
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
};
const longAgo = '2025-01-01T00:00:00.000Z';

// So that the heap holds only what is in use when it is measured.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
// The parent process, local/install.mjs, has ended.
process.on('disconnect', () => process.exit(130));

await main().catch(error => {
  console.error(error instanceof Failure ? error.message : error);
  process.exit(1);
});
process.exit(0);

async function main(): Promise<void> {
  const missing = missingJava();
  if (missing !== undefined) throw new Failure(`This benchmark needs ${missing}.`);
  await installJars();
  const servers = await Promise.all([startDynamoDbLocal(folder), startElasticMq(folder)]);
  const [dynamoDb, sqs] = servers;
  const own = { ...ownServices, region, credentials: { accessKeyId: 'BENCH', secretAccessKey: 'bench' } };
  const clients = {
    db: new DynamoDBClient({ ...own, endpoint: dynamoDb.url }),
    sqs: new SQSClient({ ...own, endpoint: sqs.url }),
  };
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
    ACCOUNT_ID: account,
    AWS_REGION: region,
  };
  // The logs would cost more than on Lambda, because a terminal shows them.
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  const handler = createHandler(environment, { db: createDynamo(clients.db), sqs: clients.sqs });
  for (const count of runs) {
    await putDueRows(clients.db, count);
    const heapMb = await heapOf(handler);
    await putDueRows(clients.db, count);
    console.log(schedulerLines({ ...(await measure(handler, count, calls)), heapMb }).join('\n'));
  }
  await Promise.all(servers.map(server => server.stop()));
}

/** The table Deliveries; a run without due targets uses no other. */
async function createTable(db: DynamoDBClient): Promise<void> {
  const isDeliveries = ({ logicalId }: { logicalId: string }) => logicalId.startsWith('StorageDeliveries');
  await createTables(db, tablesIn(templateOfStage('dev')).filter(isDeliveries), () => tables.deliveries);
}

/** Counts the calls by operation. @returns the counts since it was last called */
function countCalls({ db, sqs }: { db: DynamoDBClient; sqs: SQSClient }): () => Record<string, number> {
  let calls: Record<string, number> = {};
  const count = (name: string | undefined): void => {
    const operation = String(name).replace(/Command$/, '');
    calls[operation] = (calls[operation] ?? 0) + 1;
  };
  const step = { step: 'initialize', name: 'count' } as const;
  db.middlewareStack.add((next, context) => {
    count(context.commandName);
    return next;
  }, step);
  sqs.middlewareStack.add((next, context) => {
    count(context.commandName);
    return next;
  }, step);
  return () => {
    const counted = calls;
    calls = {};
    return counted;
  };
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

async function measure(
  handler: ReturnType<typeof createHandler>,
  woken: number,
  calls: () => Record<string, number>,
): Promise<Omit<SchedulerRun, 'heapMb'>> {
  calls();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await handler(
    {},
    contextOf(() => runMs),
  );
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { woken, seconds, cpuMs: (user + system) / 1000, calls: calls() };
}

/** @returns the most memory that JavaScript objects used during a run, in MB; it collects garbage often */
async function heapOf(handler: ReturnType<typeof createHandler>): Promise<number> {
  let most = 0;
  const sampling = setInterval(() => {
    collectGarbage();
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 250);
  await handler(
    {},
    contextOf(() => runMs),
  );
  clearInterval(sampling);
  return most / 2 ** 20;
}
