// A message that Herald cannot process goes to the quarantine, and stays on its queue if the quarantine
// does not accept it.
import { beforeEach, expect, test } from 'vitest';
import { taskOf } from '../../../support/builders/records.ts';
import { sqsRecord, taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer } from '../../../support/handlers/deliverer-under-test.ts';
import { quarantineUrl } from '../../../support/handlers/environments.ts';
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

test('a message that quarantine does not accept stays on the queue, with all its copies', async () => {
  const { deliver } = createDeliverer({ queues, events: [] });
  queues.refuse(quarantineUrl);

  const kept = await deliver(sqsRecord('poison', 'not json'), taskRecord({}, 'one'), taskRecord({}, 'two'));

  expect(kept).toEqual(['poison', 'one', 'two']);
});
