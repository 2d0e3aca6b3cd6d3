// A message that Herald cannot process goes to the quarantine, and stays on its queue if the quarantine
// does not accept it.
import { beforeEach, expect, test } from 'vitest';
import { maxHops } from '../../../../core/model/delivery/hops.ts';
import { taskOf } from '../../../support/builders/records.ts';
import { sqsRecord, taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, unavailable } from '../../../support/handlers/deliverer-under-test.ts';
import { quarantineUrl, queueUrl } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

test.each([
  ['no JSON', 'not json'],
  ['another kind of message', '{"hello":"world"}'],
  ['a task without a target', JSON.stringify({ ...taskOf(), targetId: undefined })],
  ['a task of attempt 0', JSON.stringify({ ...taskOf(), attempt: 0 })],
  ['an empty message', ''],
])('%s goes to quarantine as it is, and its neighbours are delivered', async (_, body) => {
  const { deliver, rowOf } = createDeliverer({ queues });

  const kept = await deliver(sqsRecord('poison', body), taskRecord());

  expect(kept).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: 'webhook-deliverer', reason: 'the message is not a delivery task', message: body },
  ]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'DELIVERED' });
});

test('a task of an unknown event goes to quarantine', async () => {
  const { deliver, sent, writes } = createDeliverer({ queues, events: [] });

  expect(await deliver(taskRecord())).toEqual([]);
  expect(sent).toEqual([]);
  expect(writes()).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: 'webhook-deliverer', reason: 'there is no such event', message: JSON.stringify(taskOf()) },
  ]);
});

test('a task that was sent on too often goes to quarantine without an attempt', async () => {
  const { deliver, sent, writes, metrics, log } = createDeliverer({ queues });
  const task = taskOf({ hops: maxHops + 1 });

  expect(await deliver(taskRecord({ hops: maxHops + 1 }, 'round'))).toEqual([]);

  const reason = `sent on ${maxHops + 1} times without an attempt`;
  expect(sent).toEqual([]);
  expect(writes()).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: 'webhook-deliverer', reason, message: JSON.stringify(task) },
  ]);
  expect(metrics.sum('Quarantined')).toBe(1);
  expect(log.lines).toContainEqual({
    level: 'error',
    message: 'message sent to quarantine',
    fields: [{ reason, messageIds: ['round'] }],
  });
});

test('a task at the bound is still attempted, and its retry begins without hops', async () => {
  const { deliver } = createDeliverer({ queues, send: async () => unavailable });

  expect(await deliver(taskRecord({ hops: maxHops }))).toEqual([]);

  expect(queues.bodiesOn(quarantineUrl)).toEqual([]);
  expect(queues.bodiesOn(queueUrl)).toEqual([taskOf({ attempt: 2, delaySeconds: 5 })]);
});

test('a message that quarantine does not accept stays on the queue, with all its copies', async () => {
  const { deliver } = createDeliverer({ queues, events: [] });
  queues.refuse(quarantineUrl);

  const kept = await deliver(sqsRecord('poison', 'not json'), taskRecord({}, 'one'), taskRecord({}, 'two'));

  expect(kept).toEqual(['poison', 'one', 'two']);
});
