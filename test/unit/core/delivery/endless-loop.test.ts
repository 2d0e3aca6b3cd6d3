// Bugs that would let a delivery task circulate for ever: the bound on hops ends them.
import { beforeEach, expect, test } from 'vitest';
import { type DeliveryTask, deliveryTaskSchema } from '../../../../core/model/delivery/delivery-task.ts';
import { maxHops } from '../../../../core/model/delivery/hops.ts';
import type { Outcome } from '../../../../core/model/delivery/outcome.ts';
import { targetBucketKey } from '../../../../core/store/deliveries/slow-attempts.ts';
import { deliveryOf, licensor, taskOf } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, now } from '../../../support/handlers/deliverer-under-test.ts';
import { quarantineUrl, queueUrl, slowQueueUrl, tables } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

/** Delivers what comes back on a queue until nothing comes. @returns how often the task was received */
async function untilNothingComes(
  { deliver }: ReturnType<typeof createDeliverer>,
  url: string,
  afterBug: (task: DeliveryTask) => DeliveryTask,
): Promise<number> {
  let task: DeliveryTask | undefined = taskOf();
  for (let received = 0; task; received++) {
    if (received > 2 * maxHops) throw new Error('the task still circulates');
    const before = queues.on(url).length;
    expect(await deliver(taskRecord(task))).toEqual([]);
    const [next] = queues.bodiesOn(url).slice(before);
    if (next === undefined) return received + 1;
    task = afterBug(deliveryTaskSchema.parse(next));
  }
  throw new Error('not reached');
}

test('a task that loses its lane is not moved to the slow lane for ever', async () => {
  const deliverer = createDeliverer({ queues });
  const bucket = targetBucketKey({ licensor, targetId: 'target-1' });
  deliverer.database.put(tables.DELIVERIES_TABLE, { ...bucket, emptyAt: now + 3_600_000 });

  const received = await untilNothingComes(deliverer, slowQueueUrl, task => ({ ...task, lane: undefined }));

  expect(received).toBe(maxHops + 2);
  expect(deliverer.sent).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toHaveLength(1);
});

test('a task is not retried for ever if its attempts are not counted', async () => {
  const refused: Outcome = { class: 'MESSAGE_REJECTED', message: 'answered 400', httpStatus: 400 };
  const deliverer = createDeliverer({ queues, send: async () => refused });
  const forgetAttempts = (task: DeliveryTask): DeliveryTask => {
    deliverer.overwrite(deliveryOf({ status: 'WAITING', attemptCount: 0, attempts: [] }));
    return task;
  };

  const received = await untilNothingComes(deliverer, queueUrl, forgetAttempts);

  expect(received).toBe(maxHops + 3);
  expect(queues.bodiesOn(quarantineUrl)).toHaveLength(1);
});
