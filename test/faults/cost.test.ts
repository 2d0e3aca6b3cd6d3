// Computes the cost of a million deliveries from the AWS calls that the exported handlers make: publish,
// dispatcher and webhook deliverer, on tables and queues in memory. Units are counted as AWS counts them
// (docs/limits-and-scale.md has the arithmetic).
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, expect, test, vi } from 'vitest';
import { channelOf } from '../../core/model/target/channel.ts';
import { newId } from '../../core/runtime/id.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import { settingsFor } from '../../lib/settings.ts';
import { apiEvent, platform } from '../support/builders/api-event.ts';
import { prices } from '../support/builders/aws-prices.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { contextOf } from '../support/builders/lambda-context.ts';
import { subscriptionOf, webhookTarget } from '../support/builders/records.ts';
import { sqsRecord } from '../support/builders/sqs-records.ts';
import { countUnits } from '../support/dynamodb/capacity-units.ts';
import { createHeraldTables, schemas } from '../support/dynamodb/herald-tables.ts';
import { tables } from '../support/handlers/environments.ts';
import { loadHandlers, urls } from '../support/simulation/loaded-handlers.ts';
import { simulateAws } from '../support/simulation/simulated-aws.ts';
import { setPartner } from '../support/simulation/simulated-partner.ts';
import { streamRecordOf } from '../support/simulation/stream-mapping.ts';
import { virtualTime } from '../support/simulation/virtual-time.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
// The ids of pages are random, and decide their shards. Here they are consecutive numbers.
vi.mock('node:crypto', async original => {
  let id = 0;
  const randomBytes = (bytes: number) => Buffer.from((id++).toString(16).padStart(2 * bytes, '0'), 'hex');
  return { ...(await original<object>()), randomBytes };
});
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const count = 1000;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const quarterMs = 15 * 60_000;
const licensor = 'acme';
/** Ids are as long as Herald's own. */
const targetId = newId();
/** Sizes of full batches: events a call, records an invocation, messages an invocation. */
const full = { published: 25, records: 100, messages: 10 };
const ones = { published: 1, records: 1, messages: 1 };
type Batches = typeof full;

/**
 * Duration of an invocation in milliseconds: a generous assumption for 512 MB, and 100 ms for the partner's
 * answer. `npm run bench` measures the CPU time in it.
 */
const assumedMs = { publish: 60, dispatcher: 80, deliverer: 150, auditedEvent: 1 };
const memoryGb = 0.5;
/**
 * Lambda's own log lines per invocation: start, runtimeDone, report (Lambda Developer Guide, "Lambda function
 * logs").
 */
const platformLineBytes = settingsFor('prod').systemLogLevel === 'INFO' ? 800 : 0;
/** Bytes of the request line, the headers and TLS, in addition to the body. */
const requestOverheadBytes = 700;

const time = virtualTime(Date.parse('2026-01-01T06:00:00.000Z'));
const dynamodb = createHeraldTables();
dynamodb.install();
let sentBytes = 0;
setPartner(({ body }) => {
  sentBytes += Buffer.byteLength(body) + requestOverheadBytes;
  return { status: 200 };
});
const aws = simulateAws(time, () => ({ status: 200 }));
const { publish, dispatcher, webhookDeliverer, audit } = await loadHandlers({
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_DISABLED: 'false',
});
const db = createDynamo(new DynamoDBClient({ region: 'eu-west-1' }));
const targets = createTargets(db, tables.REGISTRY_TABLE);
const subscriptions = createSubscriptions(db, tables.REGISTRY_TABLE);
const columns: Record<string, Record<string, string>> = {};
afterAll(() => console.table(columns));

const auditContext = contextOf(() => 600_000);

/** 1 KB of `data`, half of which are random ids, because they compress badly. */
function dataOf(): object {
  const words = 'territory=US&status=LIVE&title=The%20long%20way%20home&window=2026-01-01T00%3A00%3A00Z';
  let callbackUrl = `https://callback-url.com/v2/listings/${randomUUID()}?${words}`;
  while (callbackUrl.length < 880) callbackUrl += `&asset=${randomUUID()}&${words.slice(0, 40)}`;
  return { ...documentedData, alid: randomUUID(), callbackUrl: callbackUrl.slice(0, 870) };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) =>
    list.slice(n * size, (n + 1) * size),
  );
}

async function setUp(): Promise<void> {
  dynamodb.clear();
  aws.clear();
  await time.settle(
    targets.create(
      webhookTarget({ licensor, targetId, destination: `https://partner.example.com/${targetId}` }),
      [],
    ),
  );
  const ciphertext = Buffer.from(JSON.stringify({ bearerToken: 'token' }));
  dynamodb.put(tables.SECRETS_TABLE, { licensor, secretId: `${targetId}#secret-1`, ciphertext });
  const subscription = subscriptionOf({ licensor, eventTargetMapping: { LiveStatusUpdated: [targetId] } });
  await time.settle(subscriptions.create(subscription, () => channelOf('WEBHOOK')));
}

/** Counts the AWS calls, units and bytes of `count` deliveries. */
async function measure(batches: Batches) {
  await setUp();
  sentBytes = 0;
  // The first run decides where the audit begins.
  await time.settle(audit({}, auditContext));
  // Publish reads the licensor's record once in five minutes, and then remembers it.
  await time.settle(publish({ licensor, events: [{}] }, contextOf()));
  const units = countUnits(dynamodb, schemas);
  let logBytes = 0;
  const calls = { sqs: 0, kms: 0 };
  aws.faults.call = ({ service }) => {
    if (service === 'sqs' || service === 'kms') calls[service]++;
    return undefined;
  };
  /** Runs the audit, and returns the units that it took. */
  const auditLater = async () => {
    const before = { writes: units.writes(), reads: units.reads() };
    await time.goTo(time.now() + 3 * quarterMs);
    await time.settle(audit({}, auditContext));
    return { writes: units.writes() - before.writes, reads: units.reads() - before.reads };
  };
  const images: object[] = [];
  units.onInsert(tables.EVENTS_TABLE, image => images.push(image));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    logBytes += Buffer.byteLength(String(text));
    return true;
  });
  const context = contextOf();
  const invocations = { publish: 0, dispatcher: 0, deliverer: 0 };
  let delivering = { writes: 0, reads: 0, storedBytes: 0 };
  let audited = { writes: 0, reads: 0 };
  const events = Array.from({ length: count }, () => ({
    eventId: randomUUID(),
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    data: dataOf(),
  }));
  try {
    for (const batch of chunks(events, batches.published)) {
      invocations.publish++;
      const call: APIGatewayProxyEvent = apiEvent('POST /{licensor}/notifications/events', {
        path: { licensor },
        caller: platform,
        body: { events: batch },
        headers: { traceparent },
      });
      const answer = await time.settle(publish(call, context));
      expect(answer).toMatchObject({ statusCode: 202 });
    }
    const records = images.map((image, n) =>
      streamRecordOf({ at: time.now(), image, sequenceNumber: String(n + 1) }),
    );
    for (const Records of chunks(records, batches.records)) {
      invocations.dispatcher++;
      await time.settle(dispatcher({ Records }, context));
    }
    const messages = aws.queue(urls.webhook).drain();
    expect(messages).toHaveLength(count);
    for (const bodies of chunks(messages, batches.messages)) {
      // SQS counts 64 KB as one request.
      expect(Buffer.byteLength(bodies.join(''))).toBeLessThan(64_000);
      invocations.deliverer++;
      const event: SQSEvent = { Records: bodies.map((body, n) => sqsRecord(`m${n}`, body)) };
      const deliver = webhookDeliverer as (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
      expect((await time.settle(deliver(event, context))).batchItemFailures).toEqual([]);
    }
    delivering = { writes: units.writes(), reads: units.reads(), storedBytes: units.storedBytes() };
    const [busy, idle] = [await auditLater(), await auditLater()];
    expect(aws.queue(urls.webhook).drain()).toEqual([]);
    // What the audit takes without events is a part of the costs at rest.
    audited = { writes: busy.writes - idle.writes, reads: busy.reads - idle.reads };
  } finally {
    write.mockRestore();
  }
  const all = invocations.publish + invocations.dispatcher + invocations.deliverer;
  const seconds = (['publish', 'dispatcher', 'deliverer'] as const).reduce(
    (sum, name) => sum + (invocations[name] * assumedMs[name]) / 1000,
    0,
  );
  return {
    apiCalls: invocations.publish,
    writeUnits: delivering.writes,
    readUnits: delivering.reads,
    auditUnits: audited,
    /** Counted sends, plus one receive and one delete of the poller for each batch. */
    sqsRequests: calls.sqs + 2 * invocations.deliverer,
    invocations: all,
    gbSeconds: seconds * memoryGb,
    kmsRequests: calls.kms,
    logBytes: logBytes + all * platformLineBytes,
    sentBytes,
    storedBytes: delivering.storedBytes,
  };
}

/** USD per million deliveries, by item. */
function costOf(counted: Awaited<ReturnType<typeof measure>>): Record<string, number> {
  const perMillion = 1_000_000 / count;
  const gigabytes = (bytes: number) => (bytes * perMillion) / 1e9;
  const millions = (calls: number) => calls / count;
  return {
    'API Gateway': millions(counted.apiCalls) * prices.apiCalls,
    'DynamoDB writes': millions(counted.writeUnits) * prices.dynamoWriteUnits,
    'DynamoDB reads': millions(counted.readUnits) * prices.dynamoReadUnits,
    Audit:
      millions(counted.auditUnits.reads) * prices.dynamoReadUnits +
      millions(counted.auditUnits.writes) * prices.dynamoWriteUnits +
      millions(count * (assumedMs.auditedEvent / 1000) * memoryGb) * prices.lambdaGbSeconds,
    WAF: millions(counted.apiCalls) * prices.wafRequests,
    SQS: millions(counted.sqsRequests) * prices.sqsRequests,
    'Lambda requests': millions(counted.invocations) * prices.lambdaRequests,
    'Lambda duration': millions(counted.gbSeconds) * prices.lambdaGbSeconds,
    KMS: millions(counted.kmsRequests) * prices.kmsRequests,
    Logs: gigabytes(counted.logBytes) * prices.logGigabytes,
    // Only the rule of the volume matches (lib/operations/top-contributors.ts).
    'Contributor Insights': prices.insightMatches,
    'Transfer out': gigabytes(counted.sentBytes) * prices.transferGigabytes,
  };
}

/** The sum of the items as they are printed. */
const total = (cost: Record<string, number>): number =>
  Object.values(cost).reduce((sum, usd) => sum + Number(usd.toFixed(2)), 0);
function show(column: string, counted: Awaited<ReturnType<typeof measure>>): number {
  const cost = costOf(counted);
  const gigabytes = (counted.storedBytes * (1_000_000 / count)) / 1e9;
  const stored = gigabytes * (prices.dynamoGigabyteMonths + prices.recoveryGigabyteMonths);
  const rows = { ...cost, 'in all': total(cost), 'beside it: storage for 30 days': stored };
  for (const [item, usd] of Object.entries(rows)) {
    columns[item] ??= {};
    columns[item][column] = usd.toFixed(2);
  }
  return total(cost);
}

test('a million deliveries in full batches cost at most 3 USD', async () => {
  const counted = await measure(full);

  const { logBytes, storedBytes, sentBytes: bytes, gbSeconds, ...calls } = counted;
  expect(calls).toEqual({
    apiCalls: 40,
    invocations: 150,
    sqsRequests: 300,
    kmsRequests: 1,
    writeUnits: 2160,
    readUnits: 1511,
    // 0.5 for each event and each row; 40 pages in 16 shards; one item of the statistics for each shard.
    auditUnits: { reads: 1032, writes: 16 },
  });
  expect(show('full batches', counted)).toBeLessThanOrEqual(3);
});

test('a million deliveries in batches of one cost at most 15 USD', async () => {
  const counted = await measure(ones);

  expect(counted).toMatchObject({ apiCalls: 1000, invocations: 3000, sqsRequests: 3000 });
  expect(show('batches of one', counted)).toBeLessThanOrEqual(15);
});

test('docs/limits-and-scale.md states the counted costs', () => {
  const page = readFileSync(new URL('../../docs/limits-and-scale.md', import.meta.url), 'utf8');
  const cells = page
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split('|').map(cell => cell.replaceAll('*', '').trim()));
  const documented = new Map(cells.map(([, item = '', ...usd]) => [item, usd.slice(0, 2)]));
  const { 'beside it: storage for 30 days': stored, 'Transfer out': transfer, ...counted } = columns;
  expect(Object.keys(counted).length).toBeGreaterThan(8);
  const rows = { ...counted, 'Transfer to the internet': transfer };
  for (const [item, column] of Object.entries(rows)) {
    const usd = [column?.['full batches'], column?.['batches of one']];
    expect([item, documented.get(item)]).toEqual([item, usd]);
  }
  expect(page).toContain(`${stored?.['full batches']} USD a month to keep`);
});

/** The three sizes of installation that the page shows. */
const sizes = [
  { deliveries: 1000, batches: 'batches of one' },
  { deliveries: 100_000, batches: 'batches of one' },
  { deliveries: 1_000_000, batches: 'full batches' },
] as const;

test('docs/limits-and-scale.md states what three sizes of installation cost in a month, in all', () => {
  const documents = ['limits-and-scale.md', 'deploy.md'].map(name =>
    readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'),
  );
  const [page = '', deploy = ''] = documents;
  // The infra tests hold this table to the template.
  const atRest = /\*\*sum\*\* \| \*\*[\d.]+\*\* \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\*/.exec(deploy) ?? [];
  const [, prod = 0, small = 0] = atRest.map(Number);
  const rows = sizes.map(({ deliveries, batches }) => {
    const usd = (item: string): number => Number(columns[item]?.[batches] ?? 0);
    const perMillion = usd('in all') + usd('beside it: storage for 30 days');
    const inSmall = small + ((perMillion - usd('WAF')) * deliveries) / 1_000_000;
    const inProd = prod + (perMillion * deliveries) / 1_000_000;
    const cells = [deliveries.toLocaleString('en'), batches, inSmall.toFixed(2), inProd.toFixed(2)];
    return `| ${cells.join(' | ')} |`;
  });

  expect(prod).toBeGreaterThan(small);
  expect(page.split('\n').filter(line => /^\| 1[\d,]+ \| (full )?batches/.test(line))).toEqual(rows);
});
