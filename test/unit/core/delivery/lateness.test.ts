// How late delivery tasks are taken, relative to when they were due. The alarms on the queues judge it
// (docs/decisions/0034-lateness-instead-of-queue-age.md).
import { beforeEach, expect, test } from 'vitest';
import type { DeliveryTask } from '../../../../core/model/delivery/delivery-task.ts';
import { targetBucketKey } from '../../../../core/store/deliveries/slow-attempts.ts';
import { eventOf, licensor, taskOf } from '../../../support/builders/records.ts';
import { sqsRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, now, unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl, slowQueueUrl, tables } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

const second = 1000;
const eventIds = ['event-1', 'event-2', 'event-3'];
/** @param ageSeconds how long ago the message was sent */
const message = (ageSeconds: number, fields: Partial<DeliveryTask> = {}) =>
  sqsRecord(fields.eventId ?? 'message', JSON.stringify(taskOf(fields)), now - ageSeconds * second);

async function measured(...messages: ReturnType<typeof message>[]) {
  const { deliver, metrics } = createDeliverer({
    queues,
    events: eventIds.map(eventId => eventOf({ eventId })),
  });
  await deliver(...messages);
  return metrics.measured.filter(({ name }) => name.endsWith('Lateness'));
}

test.each([
  ['a task without a delay', 400, undefined, 400],
  ['a task that waited for 15 minutes as asked', 900, 900, 0],
  ['a task that was taken 7 s after its delay of 5 s', 12, 5, 7],
  ['a task from a queue whose clock is ahead', -1, undefined, 0],
])('%s', async (_, age, delaySeconds, late) => {
  expect(await measured(message(age, { delaySeconds }))).toEqual([{ name: 'TaskLateness', value: late }]);
});

test('the latest task of a batch counts, and a batch is one value', async () => {
  const late = await measured(
    message(1000, { eventId: 'event-1', delaySeconds: 900 }),
    message(300, { eventId: 'event-2' }),
    message(2, { eventId: 'event-3' }),
  );

  expect(late).toEqual([{ name: 'TaskLateness', value: 300 }]);
});

test('the slow lane has a metric of its own', async () => {
  expect(await measured(message(30, { lane: 'slow' }))).toEqual([{ name: 'SlowTaskLateness', value: 30 }]);
});

test('a batch without a delivery task has no lateness', async () => {
  expect(await measured(sqsRecord('poison', 'not json'))).toEqual([]);
});

test('a task says how long SQS holds it back', async () => {
  const { deliver } = createDeliverer({ queues, send: async () => unavailable });

  await deliver(message(0));

  expect(queues.on(queueUrl)).toMatchObject([{ DelaySeconds: 5 }]);
  expect(queues.bodiesOn(queueUrl)).toEqual([taskOf({ attempt: 2, delaySeconds: 5 })]);
});

test('a delayed task that moves to the slow lane is due there at once', async () => {
  const { deliver, database } = createDeliverer({ queues });
  const bucket = targetBucketKey({ licensor, targetId: 'target-1' });
  database.put(tables.DELIVERIES_TABLE, { ...bucket, emptyAt: now + 3600 * second });

  await deliver(message(900, { delaySeconds: 900 }));

  expect(queues.bodiesOn(slowQueueUrl)).toEqual([taskOf({ lane: 'slow', hops: 1 })]);
});

test('how late a task is, is measured also if its work cannot be loaded', async () => {
  const { deliver, deps, metrics } = createDeliverer({ queues });
  deps.work.load = () => Promise.reject(new Error('DynamoDB is down'));

  await expect(deliver(message(400))).rejects.toThrow('DynamoDB is down');

  expect(metrics.sum('TaskLateness')).toBe(400);
});
