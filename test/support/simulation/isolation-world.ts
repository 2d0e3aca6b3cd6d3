// One noisy partner among healthy ones, on virtual time: the exported handlers with a webhook channel of
// production's concurrency on plain, unfair queues. What is measured is how long after publishing a healthy
// partner has answered.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { channelOf } from '../../../core/model/target/channel.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
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
import { type PartnerAnswer, setPartner } from './simulated-partner.ts';
import { createBusyMapping } from './sqs-mapping.ts';
import { createStreamMapping } from './stream-mapping.ts';
import { seeded } from './virtual-clock.ts';
import { virtualTime } from './virtual-time.ts';

/** How finely time passes, milliseconds: while events are published, and afterwards. */
const stepMs = 10;
const coarseStepMs = 250;
/**
 * Lambda looks at each shard four times a second (Lambda Developer Guide, "Process DynamoDB records with
 * Lambda").
 */
const streamPollMs = 250;
const minute = 60_000;
const healthyPartners = 20;
const noisy = 'noisy';
/** The longest that the noisy partner's deliveries may take to arrive after the last event. */
const patienceMs = 3 * 3600_000;
/** The most targets of one subscription. */
const targetsPerSubscription = 10;

/** The noisy partner. */
export type Noise = {
  /** Events a second, each for every target. */
  eventsPerSecond: number;
  targets: number;
  /** How it answers while events are published. Afterwards it is healthy. @param sinceMs after the begin */
  answer: (random: () => number, sinceMs: number) => PartnerAnswer;
};

/** `publishedMs`: after the begin. `tookMs`: until the partner had answered. */
export type Sample = { publishedMs: number; tookMs: number };
export type Measured = {
  samples: Sample[];
  /** The most invocations of the normal lane that were held at once. */
  mostBusy: number;
  /** Healthy partners' events that never came. */
  missing: number;
  /** The noisy partner's deliveries: expected, and those that never came. */
  noisy: { expected: number; missing: number; duplicates: number; lastAfterMs: number };
};

/**
 * SQS often returns few messages to a poller although more are visible, so that more invocations are held.
 */
const smallBatches = { size: 3, windowMs: 0 };

const healthyAnswer = (random: () => number) => ({ status: 200, afterMs: 50 + Math.floor(100 * random()) });

export async function createIsolationWorld(seed: number) {
  const time = virtualTime(Date.parse('2026-01-01T00:00:00.000Z'));
  let random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(() => random());
  const dynamodb = createHeraldTables();
  dynamodb.install();
  const published = new Map<string, number>();
  const noisyDeliveries = new Set<string>();
  let noise: Noise | undefined;
  let begunAt = time.now();
  let endsAt = time.now();
  let samples: Sample[] = [];
  let duplicates = 0;
  setPartner(({ eventId, targetId }) => {
    if (eventId.startsWith(noisy)) {
      const isOver = time.now() >= endsAt;
      const answer = noise && !isOver ? noise.answer(random, time.now() - begunAt) : healthyAnswer(random);
      const isAccepted = typeof answer === 'object' && answer.status === 200;
      if (isAccepted && !noisyDeliveries.delete(`${eventId} ${targetId}`)) duplicates++;
      return answer;
    }
    const answer = healthyAnswer(random);
    const publishedAt = published.get(eventId) ?? 0;
    published.delete(eventId);
    samples.push({ publishedMs: publishedAt - begunAt, tookMs: time.now() + answer.afterMs - publishedAt });
    return answer;
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
  const { normal, slow } = settingsFor('prod').deliveryConcurrency.webhook;
  const lane = {
    deadLetters: aws.queue(urls.quarantine),
    handler: webhookDeliverer as (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
    invocations,
    now: time.now,
  };
  const mapping = createBusyMapping({
    ...lane,
    queue: aws.queue(urls.webhook),
    concurrency: normal,
    batching: smallBatches,
  });
  const slowMapping = createBusyMapping({
    ...lane,
    queue: aws.queue(urls.slowWebhook),
    concurrency: slow,
    batching: { size: 100, windowMs: 1000 },
  });

  const db = createDynamo(new DynamoDBClient({ region: 'eu-west-1' }));
  const targets = createTargets(db, tables.REGISTRY_TABLE);
  const subscriptions = createSubscriptions(db, tables.REGISTRY_TABLE);

  async function register(licensor: string, count = 1): Promise<void> {
    const now = new Date(time.now()).toISOString();
    // Creating a target counts in this record. The scheduler reads it, and must find it complete.
    const record = { licensor, externalId: `herald-${licensor}`, tier: 'standard', createdAt: now };
    dynamodb.put(tables.REGISTRY_TABLE, { ...licensorKey(licensor), ...record });
    const targetIds = Array.from({ length: count }, (_, n) => `${n}-of-${licensor}`);
    for (const targetId of targetIds) {
      const destination = `https://partner.example.com/${targetId}`;
      await time.settle(targets.create(webhookTarget({ licensor, targetId, destination }), []));
      const ciphertext = Buffer.from(JSON.stringify({ bearerToken: 'token' }));
      dynamodb.put(tables.SECRETS_TABLE, { licensor, secretId: `${targetId}#secret-1`, ciphertext });
    }
    for (let n = 0; n < count; n += targetsPerSubscription) {
      const subscription = subscriptionOf({
        licensor,
        subscriptionId: `subscription-${n}`,
        eventTargetMapping: { LiveStatusUpdated: targetIds.slice(n, n + targetsPerSubscription) },
        createdAt: now,
        updatedAt: now,
      });
      await time.settle(subscriptions.create(subscription, () => channelOf('WEBHOOK')));
    }
  }

  async function publishFor(licensor: string, eventIds: readonly string[], count = 1): Promise<void> {
    const events = eventIds.map(eventId => ({
      eventId,
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      data: { ...documentedData, alid: eventId },
    }));
    for (const eventId of eventIds) {
      if (!licensor.startsWith(noisy)) published.set(eventId, time.now());
      else for (let n = 0; n < count; n++) noisyDeliveries.add(`${eventId} ${n}-of-${licensor}`);
    }
    const answer = await invocations.invoke(publish, { licensor, events }, 30_000);
    if (!('results' in answer) || answer.failedCount > 0) throw new Error('publishing failed');
  }

  /**
   * Healthy partners with an event a second each, and beside them a noisy one, if given.
   * @param forMs how long events are published
   */
  async function measure(name: string, forMs: number, givenNoise?: Noise): Promise<Measured> {
    dynamodb.clear();
    aws.clear();
    stream.clear();
    random = seeded(seed);
    published.clear();
    noisyDeliveries.clear();
    samples = [];
    duplicates = 0;
    noise = givenNoise;
    let mostBusy = 0;
    const licensors = Array.from({ length: healthyPartners }, (_, n) => `${name}-${n}`);
    const noisyLicensor = `${noisy}-${name}`;
    for (const licensor of licensors) await register(licensor);
    if (noise) await register(noisyLicensor, noise.targets);
    dynamodb.onWrite((table, before, after) => {
      if (table === tables.EVENTS_TABLE && !before && after) stream.insert(after);
    });
    await time.goTo(Math.ceil((time.now() + 1) / minute) * minute);
    begunAt = time.now();
    endsAt = begunAt + forMs;
    const running: Promise<unknown>[] = [];
    let due = 0;
    let expected = 0;
    const tick = async (step: number): Promise<void> => {
      const sinceMs = time.now() - begunAt;
      if (sinceMs % streamPollMs === 0) running.push(stream.poll());
      if (sinceMs % minute === 0) running.push(invocations.invoke(scheduler, {}, 55_000));
      mapping.poll();
      slowMapping.poll();
      mostBusy = Math.max(mostBusy, mapping.busy());
      await time.settle(time.wait(step));
    };
    for (let n = 0; time.now() < endsAt; n++) {
      const sinceMs = n * stepMs;
      const now = licensors.filter((_, index) => sinceMs % 1000 === (index * 1000) / healthyPartners);
      for (const licensor of now) running.push(publishFor(licensor, [`${licensor}-${sinceMs}`]));
      if (noise) {
        due += (noise.eventsPerSecond * stepMs) / 1000;
        const eventIds = Array.from({ length: Math.floor(due) }, (_, k) => `${noisyLicensor}-${n}-${k}`);
        due -= eventIds.length;
        expected += eventIds.length * noise.targets;
        if (eventIds.length > 0) running.push(publishFor(noisyLicensor, eventIds, noise.targets));
      }
      await tick(stepMs);
    }
    let lastAfterMs = 0;
    while (published.size > 0 || noisyDeliveries.size > 0) {
      if (time.now() > endsAt + patienceMs) break;
      await tick(coarseStepMs);
      if (noisyDeliveries.size > 0) lastAfterMs = time.now() - endsAt;
    }
    // The invocations that are still running.
    for (let n = 0; n * coarseStepMs < 15_000; n++) await tick(coarseStepMs);
    await time.settle(Promise.all(running));
    return {
      samples,
      mostBusy,
      missing: published.size,
      noisy: { expected, missing: noisyDeliveries.size, duplicates, lastAfterMs },
    };
  }

  return { measure };
}
