// Herald's built functions in processes of their own, on DynamoDB Local and ElasticMQ: what the event source
// mappings and the schedules of the stack do is done here (lib/delivery/).

import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse } from 'aws-lambda';
import { type Bundle, buildBundles } from '../../../bench/bundles.ts';
import { environmentOf } from '../../../bench/function-environment.ts';
import { amazonServers, credentials, region } from './amazon.ts';
import { Killed, LambdaWorker } from './lambda-worker.ts';
import { createStreamReader } from './table-stream.ts';

export type HeraldProcessesOptions = {
  /** For the synthesized app. */
  folder: string;
  /** Of the webhooks. */
  origin: string;
  /** The certificate of that origin. */
  caFile: string;
  /** The address of KMS. */
  keyService: string;
  /** Of the Events table. */
  streamArn: string;
  /** How many processes deliver at once. */
  deliverers: number;
  /** Gets the event that a killed function was busy with. */
  onKill: (event: object) => void;
};

export type HeraldProcesses = Awaited<ReturnType<typeof startHeraldProcesses>>;

/** Long enough for any batch, so that a message is received twice only after a kill. */
const visibilityTimeout = '60';
/** Attempts follow each other at once, so that the test need not wait for them. */
const retrySchedule = JSON.stringify([0, ...Array.from({ length: 9 }, () => 1)]);
/** While nothing is there to do. */
const pauseMs = 50;
/** Between two runs of a function that EventBridge starts. */
const scheduleMs = 300;

export async function startHeraldProcesses(options: HeraldProcessesOptions) {
  const servers = amazonServers();
  const sqs = new SQSClient({ endpoint: servers.sqs, region, credentials });
  const bundles = await buildBundles(options.folder);
  const errors: string[] = [];
  const counts = { published: 0, dispatched: 0, scheduled: 0, audited: 0 };
  let offsetMs = 0;
  let stopped = false;

  const environmentFor = (bundle: Bundle): Record<string, string> => ({
    ...environmentOf(bundle, { url: servers.sqs, origin: options.origin, caFile: options.caFile }),
    ...('RETRY_SCHEDULE' in bundle.environment && { RETRY_SCHEDULE: retrySchedule }),
    AWS_ENDPOINT_URL_DYNAMODB: servers.dynamoDb,
    AWS_ENDPOINT_URL_KMS: options.keyService,
    CLOCK_OFFSET_MS: String(offsetMs),
  });
  const workers: LambdaWorker[] = [];
  const workerOf = (name: string): LambdaWorker => {
    const bundle = bundles.find(one => one.name === name);
    if (!bundle) throw new Error(`the stack has no function ${name}`);
    const onLog = (line: string) => {
      if (!/"level":"(INFO|WARN)"|^\{"_aws"/.test(line)) errors.push(line);
    };
    const environment = () => environmentFor(bundle);
    const { onKill } = options;
    const worker = new LambdaWorker({ name, bundle: bundle.file, environment, onLog, onKill });
    workers.push(worker);
    return worker;
  };
  const urlOf = (name: string, variable: string): string => {
    const bundle = bundles.find(one => one.name === name);
    const url = bundle && environmentFor(bundle)[variable];
    if (url === undefined) throw new Error(`${name} has no variable ${variable}`);
    return url;
  };

  const publisher = workerOf('publish');
  const dispatcher = workerOf('dispatcher');
  const scheduler = workerOf('retry-scheduler');
  const auditor = workerOf('audit');
  const lanes = ['QUEUE_URL', 'SLOW_QUEUE_URL'].map(variable => urlOf('webhook-deliverer', variable));
  const others = ['QUARANTINE_URL', 'DEAD_DELIVERIES_URL'].map(name => urlOf('webhook-deliverer', name));
  for (const url of [...lanes, ...others, urlOf('dispatcher', 'AWS_QUEUE_URL')]) {
    const QueueName = url.slice(url.lastIndexOf('/') + 1);
    await sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: visibilityTimeout } }),
    );
  }

  /** Repeats a step until the end, and pauses after one that had nothing to do. */
  async function loop(step: () => Promise<boolean>): Promise<void> {
    while (!stopped) if (!(await step())) await delay(pauseMs);
  }

  const read = createStreamReader(servers.dynamoDb, options.streamArn);
  let records: DynamoDBRecord[] = [];
  /** Passes on the next records, and keeps those that are not done. */
  async function dispatch(): Promise<boolean> {
    if (records.length === 0) records = (await read(100)).filter(one => one.eventName === 'INSERT');
    if (records.length === 0) return false;
    const failed = await dispatcher.invoke({ Records: records }).then(
      answer => (answer as DynamoDBBatchResponse).batchItemFailures[0]?.itemIdentifier,
      retryAfterKill(() => records[0]?.dynamodb?.SequenceNumber),
    );
    const at = records.findIndex(one => one.dynamodb?.SequenceNumber === failed);
    counts.dispatched += at < 0 ? records.length : at;
    records = at < 0 ? [] : records.slice(at);
    return true;
  }

  /** Receives a batch, and deletes the messages that are done. The others are visible again at once. */
  async function deliver(worker: LambdaWorker, QueueUrl: string): Promise<boolean> {
    const received = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    const messages = received.Messages ?? [];
    if (messages.length === 0) return false;
    const failures = await worker.invoke({ Records: messages.map(sqsRecordOf) }).then(
      answer => (answer as SQSBatchResponse).batchItemFailures.map(one => one.itemIdentifier),
      retryAfterKill(() => messages.map(({ MessageId = '' }) => MessageId)),
    );
    const entries = messages.map(({ MessageId = '', ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    const returned = entries.filter(({ Id }) => failures.includes(Id));
    const done = entries.filter(({ Id }) => !failures.includes(Id));
    if (done.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: done }));
    const Entries = returned.map(one => ({ ...one, VisibilityTimeout: 0 }));
    if (Entries.length > 0) await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    return true;
  }

  /** Runs a function that has no input; the next run does what a killed one has left. */
  async function runOnSchedule(worker: LambdaWorker, count: 'scheduled' | 'audited'): Promise<void> {
    while (!stopped) {
      const answer = await worker.invoke({}).catch(retryAfterKill(() => undefined));
      if (answer !== undefined) counts[count]++;
      await delay(scheduleMs);
    }
  }

  const deliverers = Array.from({ length: options.deliverers }, () => workerOf('webhook-deliverer'));
  const loops = [
    loop(dispatch),
    runOnSchedule(scheduler, 'scheduled'),
    runOnSchedule(auditor, 'audited'),
    ...deliverers.map(worker =>
      loop(async () => {
        for (const lane of lanes) if (await deliver(worker, lane)) return true;
        return false;
      }),
    ),
  ];
  // A loop that failed stops the others; `stop` reports it.
  const ended = Promise.all(loops).catch(error => {
    stopped = true;
    return error instanceof Error ? error : new Error(String(error));
  });

  /** Whether all events were dispatched and the queues hold no message, also none delayed or in flight. */
  async function isQuiet(): Promise<boolean> {
    const AttributeNames = [
      'ApproximateNumberOfMessages' as const,
      'ApproximateNumberOfMessagesNotVisible' as const,
      'ApproximateNumberOfMessagesDelayed' as const,
    ];
    const found = await Promise.all(
      lanes.map(QueueUrl => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))),
    );
    const isEmpty = found.every(({ Attributes = {} }) => Object.values(Attributes).every(n => n === '0'));
    return counts.dispatched >= counts.published && isEmpty;
  }

  return {
    workers,
    /** What the functions have written, except lines of the levels INFO and WARN, and metrics. */
    errors,
    queueUrls: { quarantine: others[0] ?? '', deadDeliveries: others[1] ?? '' },
    sqs,
    isQuiet,
    /** Publishes as a platform does: it sends a call again that got no answer. */
    async publish(licensor: string, events: readonly object[]): Promise<void> {
      for (;;) {
        const answer = await publisher.invoke({ licensor, events }).catch(retryAfterKill(() => undefined));
        if (answer === undefined) continue;
        counts.published += events.length;
        return;
      }
    },
    /**
     * Sets the clock of all functions ahead. Their processes start again.
     * @returns whether the retry-scheduler and the audit have run since
     */
    passTime(ms: number): () => boolean {
      offsetMs += ms;
      for (const worker of workers) worker.kill();
      const { scheduled, audited } = counts;
      return () => counts.scheduled > scheduled && counts.audited > audited;
    },
    /** @throws Error if a function threw, or if an answer of a server was an error */
    async stop(): Promise<void> {
      stopped = true;
      for (const worker of workers) worker.kill();
      const failure = await ended;
      for (const worker of workers) worker.kill();
      sqs.destroy();
      if (failure instanceof Error) throw failure;
    },
    hasFailed: () => stopped,
  };
}

/** Turns the rejection of a killed invocation into a value, and throws any other. */
const retryAfterKill =
  <T>(value: () => T) =>
  (error: unknown): T => {
    if (error instanceof Killed) return value();
    throw error;
  };

const sqsRecordOf = ({ MessageId, ReceiptHandle, Body, Attributes }: Message) => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: Attributes,
  eventSource: 'aws:sqs',
});
