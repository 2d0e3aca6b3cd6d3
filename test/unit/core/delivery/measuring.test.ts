// The metrics of a batch, and the log line of each attempt.
import { beforeEach, expect, test } from 'vitest';
import { deliveryOf, eventOf, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import {
  createDeliverer,
  delivered,
  now,
  unavailable,
} from '../../../support/handlers/deliverer-under-test.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(queues.reset);

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const acceptedAt = new Date(now - 1500).toISOString();
const twoEvents = ['event-1', 'event-2'].map(eventId => eventOf({ eventId, acceptedAt, traceparent }));

test('deliveries and failed attempts are counted, failures by class', async () => {
  const send = async ({ event }: { event: { eventId: string } }) =>
    event.eventId === 'event-1' ? delivered : unavailable;
  const { deliver, metrics } = createDeliverer({ queues, events: twoEvents, send });

  await deliver(taskRecord({ eventId: 'event-1' }, 'a'), taskRecord({ eventId: 'event-2' }, 'b'));

  expect(['Attempts', 'Delivered', 'DeliveryLatency'].map(metrics.sum)).toEqual([2, 1, 1500]);
  expect(metrics.measured).toContainEqual({ name: 'AttemptsFailed', value: 1, outcome: 'SERVER_ERROR' });
  expect(metrics.sum('AttemptsNotMade')).toBeNaN();
});

test('a delivery that waited for a retry is not part of DeliveryLatency', async () => {
  const rows = [deliveryOf({ nextAttemptAt: now })];
  const { deliver, metrics } = createDeliverer({ queues, events: twoEvents, rows });

  await deliver(taskRecord({ attempt: 2 }));

  expect(metrics.sum('Delivered')).toBe(1);
  expect(metrics.sum('DeliveryLatency')).toBeNaN();
});

test('a failure inside Herald counts as AttemptsNotMade, not as an attempt', async () => {
  const send = () => Promise.reject(new Error('KMS is down'));
  const { deliver, metrics } = createDeliverer({ queues, send });

  expect(await deliver(taskRecord())).toHaveLength(1);

  expect(metrics.sum('AttemptsNotMade')).toBe(1);
  expect(metrics.sum('Attempts')).toBeNaN();
});

test('a last failed attempt counts as Exhausted, a delivery without an attempt as Parked', async () => {
  const rows = [deliveryOf({ attemptCount: 9, nextAttemptAt: now })];
  const exhausted = createDeliverer({ queues, rows, send: async () => unavailable });
  await exhausted.deliver(taskRecord({ attempt: 10 }));
  const resting = createDeliverer({ queues, targets: [webhookTarget({ status: 'DISABLED' })] });
  await resting.deliver(taskRecord());

  expect(exhausted.metrics.sum('Exhausted')).toBe(1);
  expect(resting.metrics.sum('Parked')).toBe(1);
});

test('the tenth failure counts as an opened breaker, the eleventh does not', async () => {
  const events = Array.from({ length: 11 }, (_, n) => eventOf({ eventId: `event-${n}` }));
  const records = events.map(({ eventId }) => taskRecord({ eventId }, eventId));
  const { deliver, metrics } = createDeliverer({ queues, events, send: async () => unavailable });

  await deliver(...records.slice(0, 10));
  await deliver(...records.slice(10));

  expect(metrics.sum('BreakersOpened')).toBe(1);
});

test('the log line of an attempt has ids, outcome and times, and neither body nor credential', async () => {
  const { deliver, log } = createDeliverer({ queues, events: twoEvents });

  await deliver(taskRecord());

  const [line] = log.lines.filter(({ message }) => message === 'delivery attempted');
  expect(line?.fields[0]).toMatchObject({
    ...taskOfLine(),
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    targetType: 'WEBHOOK',
    traceparent,
    status: 'DELIVERED',
    class: 'DELIVERED',
    attempt: 1,
    latencyMs: 1500,
    durationMs: 0,
  });
  expect(JSON.stringify(line)).not.toContain('alid');
});

const taskOfLine = () => {
  const { licensor, eventId, targetId } = taskOf();
  return { licensor, eventId, targetId };
};
