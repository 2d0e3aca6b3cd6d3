// A failure inside Herald returns the message to the queue, counts no attempt, and does not affect the rest
// of the batch (docs/architecture.md, "Chain of custody", rule 3).
import { beforeEach, expect, test } from 'vitest';
import { deliveryOf, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, delivered, unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

test('a failure inside Herald returns the message, writes no row, and does not affect the rest of the batch', async () => {
  const targets = ['bad', 'good'].map(targetId => webhookTarget({ targetId }));
  const { deliver, rowOf, log } = createDeliverer({
    queues,
    targets,
    send: async ({ target }) => {
      if (target.targetId === 'bad') throw new Error('KMS is out of order');
      return delivered;
    },
  });

  const kept = await deliver(
    taskRecord({ targetId: 'bad' }, 'bad-1'),
    taskRecord({ targetId: 'good' }, 'good-1'),
  );

  expect(kept).toEqual(['bad-1']);
  expect(rowOf(taskOf({ targetId: 'bad' }))).toBeUndefined();
  expect(rowOf(taskOf({ targetId: 'good' }))).toMatchObject({ status: 'DELIVERED' });
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('a failure inside Herald returns all copies of a task', async () => {
  const { deliver } = createDeliverer({ queues, send: () => Promise.reject(new Error('STS is throttled')) });

  expect(await deliver(taskRecord({}, 'one'), taskRecord({}, 'two'))).toEqual(['one', 'two']);
});

test('an outcome that could not be written returns the message and sends no next task', async () => {
  const { deliver, goDown } = createDeliverer({ queues, send: async () => unavailable });
  goDown();

  expect(await deliver(taskRecord())).toEqual(['message-1']);
  expect(queues.calls()).toEqual([]);
});

test('a 410 answer counts as a failed attempt if the target cannot be disabled', async () => {
  const { deliver, rowOf, deps } = createDeliverer({
    queues,
    send: async () => ({ class: 'GONE', message: 'answered 410', httpStatus: 410 }),
  });
  deps.health.change = () => Promise.reject(new Error('DynamoDB is out of order'));

  expect(await deliver(taskRecord())).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'WAITING', attemptCount: 1 });
  expect(queues.on(queueUrl)).toHaveLength(1);
});

test('an outcome is dropped if another attempt was recorded first, and no next task is sent', async () => {
  const others = deliveryOf({ status: 'DELIVERED', attemptCount: 1 });
  const { deliver, rowOf, overwrite } = createDeliverer({
    queues,
    send: async () => {
      overwrite(others);
      return unavailable;
    },
  });

  expect(await deliver(taskRecord())).toEqual([]);
  expect(rowOf(others)).toEqual(others);
  expect(queues.calls()).toEqual([]);
});

test('a next task that the queue does not accept is replaced by the due row', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, send: async () => unavailable });
  queues.refuse(queueUrl);

  expect(await deliver(taskRecord())).toEqual([]);
  expect(rowOf(taskOf())?.nextAttemptAt).toBeGreaterThan(0);
});

test('a failed read returns the whole batch', async () => {
  const { deliver, deps, sent } = createDeliverer({ queues });
  deps.work.load = () => Promise.reject(new Error('DynamoDB is out of order'));

  await expect(deliver(taskRecord())).rejects.toThrow('DynamoDB is out of order');
  expect(sent).toEqual([]);
});

test('the message is acknowledged only after the row was written', async () => {
  const { deliver, deps } = createDeliverer({ queues });
  const order: string[] = [];
  const record = deps.deliveries.record;
  deps.deliveries.record = async (...write) => {
    // The invocation has not ended yet.
    await new Promise(setImmediate);
    order.push('row written');
    return record(...write);
  };

  await deliver(taskRecord()).then(() => order.push('message let go'));

  expect(order).toEqual(['row written', 'message let go']);
});
