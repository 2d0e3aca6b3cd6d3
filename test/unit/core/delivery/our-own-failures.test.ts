// Chain of custody, rule 3: what fails for a reason of ours leaves its message on the queue, charges nobody, and leaves the
// neighbours alone.
import { beforeEach, expect, test } from 'vitest';
import { deliveryOf, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, delivered, unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { queueUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

test('an attempt that could not be made keeps its message and records nothing; its neighbours are delivered', async () => {
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

test('all copies of a task stay when its attempt could not be made', async () => {
  const { deliver } = createDeliverer({ queues, send: () => Promise.reject(new Error('STS is throttled')) });

  expect(await deliver(taskRecord({}, 'one'), taskRecord({}, 'two'))).toEqual(['one', 'two']);
});

test('an outcome that could not be written keeps its message, and no next task goes out', async () => {
  const { deliver, goDown } = createDeliverer({ queues, send: async () => unavailable });
  goDown();

  expect(await deliver(taskRecord())).toEqual(['message-1']);
  expect(queues.calls()).toEqual([]);
});

test('a target that says it is gone but cannot be disabled for now: the attempt counts, and is made again', async () => {
  const { deliver, rowOf, deps } = createDeliverer({
    queues,
    send: async () => ({ class: 'GONE', message: 'answered 410', httpStatus: 410 }),
  });
  deps.health.change = () => Promise.reject(new Error('DynamoDB is out of order'));

  expect(await deliver(taskRecord())).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'WAITING', attemptCount: 1 });
  expect(queues.on(queueUrl)).toHaveLength(1);
});

test('an outcome that comes after another one was recorded is dropped, and no next task goes out', async () => {
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

test('a next task that the queue does not take is not needed: the row is due later', async () => {
  const { deliver, rowOf } = createDeliverer({ queues, send: async () => unavailable });
  queues.refuse(queueUrl);

  expect(await deliver(taskRecord())).toEqual([]);
  expect(rowOf(taskOf())?.nextAttemptAt).toBeGreaterThan(0);
});

test('when nothing can be read, the whole batch stays', async () => {
  const { deliver, deps, sent } = createDeliverer({ queues });
  deps.work.load = () => Promise.reject(new Error('DynamoDB is out of order'));

  await expect(deliver(taskRecord())).rejects.toThrow('DynamoDB is out of order');
  expect(sent).toEqual([]);
});

test('the message is let go only after the row was written', async () => {
  const { deliver, deps } = createDeliverer({ queues });
  const order: string[] = [];
  const record = deps.deliveries.record;
  deps.deliveries.record = async (...write) => {
    // Whatever else the invocation might do meanwhile, it has not ended.
    await new Promise(setImmediate);
    order.push('row written');
    return record(...write);
  };

  await deliver(taskRecord()).then(() => order.push('message let go'));

  expect(order).toEqual(['row written', 'message let go']);
});
