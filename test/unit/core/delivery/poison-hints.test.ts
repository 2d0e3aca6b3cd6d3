// What our own code cannot handle goes to `quarantine` whole, and stays on its queue if `quarantine` does not take it.
import { beforeEach, expect, test } from 'vitest';
import { hintOf } from '../../../support/builders/records.ts';
import { hintRecord, sqsRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer } from '../../../support/handlers/deliverer-under-test.ts';
import { quarantineUrl, queueUrl } from '../../../support/handlers/handler-under-test.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

test.each([
  ['no JSON', 'not json'],
  ['another kind of message', '{"hello":"world"}'],
  ['a hint without a target', JSON.stringify({ ...hintOf(), targetId: undefined })],
  ['a hint of attempt 0', JSON.stringify({ ...hintOf(), attempt: 0 })],
  ['an empty message', ''],
])('%s goes to quarantine as it is, and its neighbours are delivered', async (_, body) => {
  const { deliver, deliveries } = createDeliverer({ queues });

  const kept = await deliver(sqsRecord('poison', body), hintRecord());

  expect(kept).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: queueUrl, reason: 'this is no hint', message: body },
  ]);
  expect(deliveries.row(hintOf())).toMatchObject({ status: 'DELIVERED' });
});

test('a hint of an event that is not there goes to quarantine', async () => {
  const { deliver, sent, deliveries } = createDeliverer({ queues, events: [] });

  expect(await deliver(hintRecord())).toEqual([]);
  expect(sent).toEqual([]);
  expect(deliveries.writes.flat()).toEqual([]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: queueUrl, reason: 'there is no such event', message: JSON.stringify(hintOf()) },
  ]);
});

test('what quarantine does not take stays on the queue, with all its copies', async () => {
  const { deliver } = createDeliverer({ queues, events: [] });
  queues.refuse(quarantineUrl);

  const kept = await deliver(sqsRecord('poison', 'not json'), hintRecord({}, 'one'), hintRecord({}, 'two'));

  expect(kept).toEqual(['poison', 'one', 'two']);
});
