// The whole documented schedule of 75.6 hours on a virtual clock: the exported webhook-deliverer and
// retry-scheduler, with tables and a queue in memory, and a partner that is down for days.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { documentedSchedule } from '../../core/delivery/contract.ts';
import { sendTasks } from '../../core/delivery/delivery-tasks.ts';
import type { Attempt, Delivery } from '../../core/model/delivery/delivery.ts';
import { deliveryTaskSchema } from '../../core/model/delivery/delivery-task.ts';
import { maxHops } from '../../core/model/delivery/hops.ts';
import { createHandler } from '../../lambdas/retry-scheduler/create-handler.ts';
import { contextOf } from '../support/builders/lambda-context.ts';
import { eventOf, taskOf } from '../support/builders/records.ts';
import { eventItem } from '../support/builders/stored-items.ts';
import { environmentOf, queueUrl, tables } from '../support/handlers/environments.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { recordingLog } from '../support/handlers/recording-log.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';
import { queueInTime } from '../support/simulation/queue-in-time.ts';
import { seeded, virtualClock } from '../support/simulation/virtual-clock.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const minute = 60_000;
const hour = 60 * minute;
/** Longer than a schedule that begins in the last hour of an outage of three days. */
const end = 200 * hour;
const seed = Number(process.env['SEED'] ?? 1);

const clock = virtualClock(start, seed);
let upAt = start;
const partner = await serveAnswers(response => status(clock.now() < upAt ? 503 : 200)(response));
const { deliver, register, reset, queues, database, clients } = createWebhookDeliverer(partner.origin, {
  RETRY_SCHEDULE: JSON.stringify(documentedSchedule),
});
const scheduler = createHandler(environmentOf('retry-scheduler'), clients);

const noJitter = () => 0.5;
const ids = (count: number) => Array.from({ length: count }, (_, n) => `event-${n}`);
const rows = () => database.rows() as unknown as Delivery[];
const received = (eventId: string) =>
  partner.received.filter(({ headers }) => headers['webhook-id'] === eventId).length;

/** Each event has its own target, so that no circuit breaker opens: these tests are about the schedule. */
const targetOf = (eventId: string) => `target-of-${eventId}`;

beforeEach(() => {
  reset();
  partner.received.length = 0;
  clock.set(start, noJitter);
});
afterEach(() => {
  const hops = queues.bodiesOn(queueUrl).map(body => deliveryTaskSchema.parse(body).hops ?? 0);
  expect(Math.max(...hops), 'the bound on hops is far away').toBeLessThan(maxHops / 50);
});
afterAll(() => partner[Symbol.asyncDispose]());

/** Stores an event and its target, and puts the first delivery task on the queue. */
async function publish(eventId: string): Promise<void> {
  const targetId = targetOf(eventId);
  register({ targetId });
  database.put(tables.EVENTS_TABLE, eventItem(eventOf({ eventId })));
  const queue = { sqs: queues.client(), url: queueUrl, log: recordingLog() };
  await sendTasks(queue, [{ task: taskOf({ eventId, targetId }) }]);
}

type Faults = {
  /** Whether a message is lost on the queue. */
  isLost?: (body: string) => boolean;
  /** How many schedulers run at once. */
  schedulers?: number;
};

/**
 * Runs until no delivery waits: messages are delivered when they become visible, the scheduler runs at full
 * minutes. Minutes in which no row is due are skipped: the scheduler would find nothing.
 */
async function untilDone(
  published: ReadonlyMap<string, number>,
  { isLost = () => false, schedulers = 1 }: Faults = {},
): Promise<void> {
  const queue = queueInTime(queues, queueUrl);
  const coming = [...published];
  let ranAt = 0;
  /** The next full minute at which a row is due; infinite if no row waits. */
  const nextFullMinute = () =>
    Math.ceil(Math.min(...rows().map(row => row.nextAttemptAt ?? Number.POSITIVE_INFINITY)) / minute) *
    minute;
  for (;;) {
    const next = Math.min(
      coming[0]?.[1] ?? Number.POSITIVE_INFINITY,
      queue.next(),
      Math.max(nextFullMinute(), ranAt + minute),
    );
    if (next === Number.POSITIVE_INFINITY) return;
    if (next > start + end) throw new Error('deliveries still wait after the longest possible schedule');
    clock.goTo(next);
    while (coming[0] && coming[0][1] <= clock.now()) await publish(coming.shift()?.[0] ?? '');
    if (clock.now() % minute === 0) {
      ranAt = clock.now();
      await Promise.all(
        Array.from({ length: schedulers }, () =>
          scheduler(
            {},
            contextOf(() => 55_000),
          ),
        ),
      );
    }
    queue.collect(clock.now());
    queue.lose(isLost);
    for (let batch = queue.batch(clock.now()); batch.length > 0; batch = queue.batch(clock.now())) {
      expect(await deliver(batch)).toEqual([]);
      queue.collect(clock.now());
      queue.lose(isLost);
    }
  }
}

/** Expects each wait to be the documented one, ± `jitter`, and at most two runs of the scheduler late. */
function expectDocumentedWaits(attempts: readonly Attempt[], jitter: number): void {
  for (const [index, { at }] of attempts.slice(1).entries()) {
    const waited = Date.parse(at) - Date.parse(attempts[index]?.at ?? '');
    const documented = (documentedSchedule[index + 1] ?? 0) * 1000;
    expect(waited).toBeGreaterThanOrEqual((1 - jitter) * documented);
    expect(waited).toBeLessThan((1 + jitter) * documented + 2 * minute);
  }
}

test('a partner that was down for three days gets every event once, at the documented times', async () => {
  upAt = start + 72 * hour;
  const published = new Map(ids(60).map((eventId, n) => [eventId, start + n * 72 * minute]));

  await untilDone(published);

  expect(rows()).toHaveLength(60);
  expect(rows().filter(({ status: state }) => state !== 'DELIVERED')).toEqual([]);
  for (const { eventId, attempts, attemptCount } of rows()) {
    expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1));
    // One request for each attempt, and only the last one was successful.
    expect([eventId, received(eventId), attemptCount]).toEqual([eventId, attempts.length, attempts.length]);
    expect(attempts.map(({ httpStatus }) => httpStatus === 200)).toEqual(
      attempts.map((_, index) => index === attempts.length - 1),
    );
    expectDocumentedWaits(attempts, 0);
  }
  // The first event needs the whole schedule: its tenth attempt comes after 75.6 hours.
  const first = rows().find(({ eventId }) => eventId === 'event-0');
  const tookMs = Date.parse(first?.attempts.at(-1)?.at ?? '') - start;
  expect(first?.attemptCount).toBe(10);
  expect(tookMs / hour).toBeCloseTo(75.6, 0);
});

test(`with jitter, a partner that was down for 60 hours gets every event (seed ${seed})`, async () => {
  // The shortest schedule, with 20 % taken off each wait, is 60.5 hours.
  clock.set(start, seeded(seed));
  upAt = start + 60 * hour;
  const published = new Map(ids(60).map((eventId, n) => [eventId, start + Math.floor(n / 2) * hour]));

  await untilDone(published);

  expect(rows()).toHaveLength(60);
  expect(rows().filter(({ status: state }) => state !== 'DELIVERED')).toEqual([]);
  for (const { eventId, attempts } of rows()) {
    expect([eventId, received(eventId)]).toEqual([eventId, attempts.length]);
    expectDocumentedWaits(attempts, 0.2);
  }
});

test(`a partner that stays down: each delivery is FAILED after ten attempts (seed ${seed})`, async () => {
  clock.set(start, seeded(seed));
  upAt = Number.POSITIVE_INFINITY;

  await untilDone(new Map(ids(30).map(eventId => [eventId, start])));

  expect(rows().map(({ status: state, attemptCount }) => [state, attemptCount])).toEqual(
    Array(30).fill(['FAILED', 10]),
  );
  expect(partner.received).toHaveLength(300);
});

test('two concurrent schedulers send nothing twice', async () => {
  upAt = start + 72 * hour;

  await untilDone(new Map(ids(30).map((eventId, n) => [eventId, start + n * hour])), { schedulers: 2 });

  expect(rows().map(({ status: state }) => state)).toEqual(Array(30).fill('DELIVERED'));
  for (const { eventId, attemptCount } of rows())
    expect([eventId, received(eventId)]).toEqual([eventId, attemptCount]);
});

test('if each later task is lost once on the queue, every attempt is still made once', async () => {
  upAt = start + 2 * hour;
  const lost = new Set<string>();
  const isLost = (body: string) => {
    const { eventId, attempt } = deliveryTaskSchema.parse(JSON.parse(body));
    const task = `${eventId} ${attempt}`;
    if (attempt === 1 || lost.has(task)) return false;
    lost.add(task);
    return true;
  };

  await untilDone(new Map(ids(20).map(eventId => [eventId, start])), { isLost });

  expect(lost.size).toBeGreaterThanOrEqual(20 * 3);
  expect(rows().map(({ status: state }) => state)).toEqual(Array(20).fill('DELIVERED'));
  for (const { eventId, attemptCount } of rows())
    expect([eventId, received(eventId)]).toEqual([eventId, attemptCount]);
});

test('a late message and the task that the scheduler sent in its place make one attempt', async () => {
  upAt = start;
  await publish('event-0');
  const queue = queueInTime(queues, queueUrl);
  queue.collect(clock.now());
  upAt = start + 1;
  await deliver(queue.batch(clock.now()));
  queue.collect(clock.now());
  // The message is so late that the scheduler assumes that it was lost.
  clock.goTo(start + 16 * minute);
  await scheduler(
    {},
    contextOf(() => 55_000),
  );
  queue.collect(clock.now());
  const [message, ...tasks] = queue.batch(clock.now());
  // The late message was delayed, the scheduler's is not; else they are the same task.
  const taskIn = (body = '') => ({ ...deliveryTaskSchema.parse(JSON.parse(body)), delaySeconds: undefined });
  expect(tasks.map(({ body }) => taskIn(body))).toEqual([taskIn(message?.body)]);
  for (const record of [message, ...tasks]) if (record) expect(await deliver([record])).toEqual([]);

  expect(received('event-0')).toBe(2);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 2 }]);
});
