// What the benchmarks on Amazon's own local servers share: starting the servers, counting calls, and
// measuring processor time and memory of one run of a handler.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { ownServices } from '../core/runtime/aws/aws-client.ts';
import { installJars, missingJava } from '../local/amazon/java.ts';
import { startDynamoDbLocal, startElasticMq } from '../local/amazon/servers.ts';
import { Failure } from '../local/emulator/progress.ts';
import { contextOf } from '../test/support/builders/lambda-context.ts';

export type Clients = { db: DynamoDBClient; sqs: SQSClient };
export type Calls = Readonly<Record<string, number>>;
type Handler = (event: unknown, context: Context) => Promise<void>;

export const region = 'us-east-1';
/** Longer than any run here, so that it does all. */
const runMs = 600_000;

/** Runs a benchmark with the servers, and ends the process. */
export async function runOnAmazon(bench: (clients: Clients) => Promise<void>): Promise<never> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  // The parent process, local/install.mjs, has ended.
  process.on('disconnect', () => process.exit(130));
  // The logs would cost more than on Lambda, because a terminal shows them.
  Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' });
  try {
    const missing = missingJava();
    if (missing !== undefined) throw new Failure(`This benchmark needs ${missing}.`);
    await installJars();
    const servers = await Promise.all([startDynamoDbLocal(folder), startElasticMq(folder)]);
    const [dynamoDb, sqs] = servers;
    const own = { ...ownServices, region, credentials: { accessKeyId: 'BENCH', secretAccessKey: 'bench' } };
    await bench({
      db: new DynamoDBClient({ ...own, endpoint: dynamoDb.url }),
      sqs: new SQSClient({ ...own, endpoint: sqs.url }),
    });
    await Promise.all(servers.map(server => server.stop()));
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exit(1);
  }
}

/** Counts the calls by operation. @returns the counts since it was last called */
export function countCalls({ db, sqs }: Clients): () => Calls {
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

/** A function of 512 MB gets this part of a processor (Lambda Developer Guide, "Configure Lambda memory"). */
export const processors = 512 / 1769;

/** The calls for a thousand units of work, by operation, as text. */
export const callsPerThousand = (calls: Calls, units: number): string =>
  Object.entries(calls)
    .map(([operation, count]) => `${operation} ${((count / units) * 1000).toFixed(1)}`)
    .join(', ');

/** What one run took. `heapMb`: the most memory that JavaScript objects used; another run measures it. */
export type Run = { seconds: number; cpuMs: number; calls: Calls; heapMb: number };

/**
 * Measures two runs, because measuring the heap costs processor time.
 * @param prepare makes the work of a run
 */
export async function measureRuns(
  handler: Handler,
  prepare: () => Promise<void>,
  calls: () => Calls,
): Promise<Run> {
  const run = () =>
    handler(
      {},
      contextOf(() => runMs),
    );
  await prepare();
  const heapMb = await heapOf(run);
  await prepare();
  calls();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuMs: (user + system) / 1000, calls: calls(), heapMb };
}

// So that the heap holds only what is in use when it is measured.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

async function heapOf(run: () => Promise<void>): Promise<number> {
  let most = 0;
  const sampling = setInterval(() => {
    collectGarbage();
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 250);
  await run();
  clearInterval(sampling);
  return most / 2 ** 20;
}
