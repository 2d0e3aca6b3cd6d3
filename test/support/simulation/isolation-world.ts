// One noisy partner among healthy ones, on virtual time: the exported handlers with a webhook channel of
// production's concurrency on a plain, unfair queue. What is measured is how long after publishing a
// healthy partner has answered.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { channelOf } from '../../../core/model/target/channel.ts';
import { isHealthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createSubscriptions } from '../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../core/store/registry/targets.ts';
import { settingsFor } from '../../../lib/settings.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { subscriptionOf, webhookTarget } from '../builders/records.ts';
import { createHeraldTables } from '../dynamodb/herald-tables.ts';
import { tables } from '../handlers/environments.ts';
import { createInvocations } from './invocations.ts';
import { loadHandlers, urls } from './loaded-handlers.ts';
import { simulateAws } from './simulated-aws.ts';
import { setPartner } from './simulated-partner.ts';
import { createBusyMapping } from './sqs-mapping.ts';
import { createStreamMapping } from './stream-mapping.ts';
import { seeded } from './virtual-clock.ts';
import { virtualTime } from './virtual-time.ts';

/** How finely time passes, milliseconds. */
const stepMs = 10;
/**
 * Lambda looks at each shard four times a second (Lambda Developer Guide, "Process DynamoDB records with
 * Lambda").
 */
const streamPollMs = 250;
const minute = 60_000;
const healthyPartners = 20;
const noisy = 'noisy';

/** `publishedMs`: after the begin. `tookMs`: until the partner had answered. */
export type Sample = { publishedMs: number; tookMs: number };
export type Measured = {
  samples: Sample[];
  /** When the noisy partner's breaker opened, after the begin. */
  openedMs: number | undefined;
  /** The most invocations of the deliverer that were held at once. */
  mostBusy: number;
  /** Healthy partners' events that never came. */
  missing: number;
};

export async function createIsolationWorld(seed: number) {
  const time = virtualTime(Date.parse('2026-01-01T00:00:00.000Z'));
  let random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(() => random());
  const dynamodb = createHeraldTables();
  dynamodb.install();
  const published = new Map<string, number>();
  let begunAt = time.now();
  let samples: Sample[] = [];
  setPartner(({ eventId }) => {
    if (eventId.startsWith(noisy)) return 'HANG';
    const afterMs = 50 + Math.floor(100 * random());
    const publishedAt = published.get(eventId) ?? 0;
    published.delete(eventId);
    samples.push({ publishedMs: publishedAt - begunAt, tookMs: time.now() + afterMs - publishedAt });
    return { status: 200, afterMs };
  });
  const aws = simulateAws(time, () => ({ status: 200 }));
  const invocations = createInvocations(time);
  const { publish, dispatcher, webhookDeliverer, scheduler } = await loadHandlers();
  const stream = createStreamMapping({
    time,
    invocations,
    handler: dispatcher,
    onFailure: aws.queue(urls.quarantine),
  });
  const mapping = createBusyMapping({
    queue: aws.queue(urls.webhook),
    deadLetters: aws.queue(urls.quarantine),
    handler: webhookDeliverer as (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
    invocations,
    concurrency: settingsFor('prod').deliveryConcurrency.webhook,
  });

  const db = createDynamo(new DynamoDBClient({ region: 'eu-west-1' }));
  const targets = createTargets(db, tables.REGISTRY_TABLE);
  const subscriptions = createSubscriptions(db, tables.REGISTRY_TABLE);

  async function register(licensor: string): Promise<void> {
    const now = new Date(time.now()).toISOString();
    const targetId = `of-${licensor}`;
    const destination = `https://partner.example.com/${targetId}`;
    await time.settle(targets.create(webhookTarget({ licensor, targetId, destination }), []));
    const ciphertext = Buffer.from(JSON.stringify({ bearerToken: 'token' }));
    dynamodb.put(tables.SECRETS_TABLE, { licensor, secretId: `${targetId}#secret-1`, ciphertext });
    const subscription = subscriptionOf({
      licensor,
      eventTargetMapping: { LiveStatusUpdated: [targetId] },
      createdAt: now,
      updatedAt: now,
    });
    await time.settle(subscriptions.create(subscription, () => channelOf('WEBHOOK')));
  }

  async function publishFor(licensor: string, eventIds: readonly string[]): Promise<void> {
    const events = eventIds.map(eventId => ({
      eventId,
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      data: { ...documentedData, alid: eventId },
    }));
    for (const eventId of eventIds) published.set(eventId, time.now());
    const answer = await invocations.invoke(publish, { licensor, events }, 30_000);
    if (!('results' in answer) || answer.failedCount > 0) throw new Error('publishing failed');
  }

  /** Lets a step pass, and whatever is at work in it. */
  const step = (): Promise<void> => time.settle(time.wait(stepMs));

  /**
   * Healthy partners with an event a second each, and beside them, if asked for, one that never answers.
   * @param noisyPerSecond a divisor of 1000 / stepMs, or a multiple
   */
  async function measure(name: string, noisyPerSecond: number, forMs: number): Promise<Measured> {
    dynamodb.clear();
    aws.clear();
    stream.clear();
    random = seeded(seed);
    published.clear();
    samples = [];
    let openedMs: number | undefined;
    let mostBusy = 0;
    const licensors = Array.from({ length: healthyPartners }, (_, n) => `${name}-${n}`);
    const noisyLicensor = `${noisy}-${name}`;
    for (const licensor of [...licensors, noisyLicensor]) await register(licensor);
    dynamodb.onWrite((table, before, after) => {
      if (table === tables.EVENTS_TABLE && !before && after) stream.insert(after);
      const isOpen =
        after && isHealthKey({ eventKey: String(after['eventKey']) }) && after['state'] === 'OPEN';
      if (isOpen && table === tables.DELIVERIES_TABLE) openedMs ??= time.now() - begunAt;
    });
    await time.goTo(Math.ceil((time.now() + 1) / minute) * minute);
    begunAt = time.now();
    const running: Promise<unknown>[] = [];
    let owedToNoisy = 0;
    for (let n = 0; n * stepMs < forMs + 30_000; n++) {
      const sinceMs = n * stepMs;
      if (sinceMs < forMs) {
        const due = licensors.filter((_, index) => sinceMs % 1000 === (index * 1000) / healthyPartners);
        for (const licensor of due) running.push(publishFor(licensor, [`${licensor}-${sinceMs}`]));
        owedToNoisy += (noisyPerSecond * stepMs) / 1000;
        const events = Array.from(
          { length: Math.floor(owedToNoisy) },
          (_, k) => `${noisyLicensor}-${n}-${k}`,
        );
        owedToNoisy -= events.length;
        if (events.length > 0) running.push(publishFor(noisyLicensor, events));
      }
      if (sinceMs % streamPollMs === 0) running.push(stream.poll());
      if (sinceMs % minute === 0) running.push(invocations.invoke(scheduler, {}, 55_000));
      mapping.poll();
      mostBusy = Math.max(mostBusy, mapping.busy());
      await step();
    }
    await time.settle(Promise.all(running));
    const missing = [...published.keys()].filter(eventId => !eventId.startsWith(noisy)).length;
    return { samples, openedMs, mostBusy, missing };
  }

  return { measure };
}
