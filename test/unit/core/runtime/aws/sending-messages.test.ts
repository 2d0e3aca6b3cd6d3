import { beforeEach, expect, test } from 'vitest';
import { sendMessages } from '../../../../../core/runtime/aws/queue.ts';
import { queueUrl } from '../../../../support/handlers/environments.ts';
import { mockQueues } from '../../../../support/handlers/queues.ts';
import { recordingLog } from '../../../../support/handlers/recording-log.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

const send = async (...bodies: string[]): Promise<[body: string, sent: boolean][]> => {
  const queue = { sqs: queues.client(), url: queueUrl, log: recordingLog() };
  const outcomes = await sendMessages(queue, bodies, body => ({ body }));
  return outcomes.map(({ item, sent }) => [item, sent]);
};
const bodies = () => queues.on(queueUrl).map(({ MessageBody }) => MessageBody);

test('without messages there is no call', async () => {
  expect(await send()).toEqual([]);
  expect(queues.calls()).toEqual([]);
});

test('messages that SQS rejected are retried, accepted ones are not', async () => {
  let refusals = 2;
  queues.refuse(queueUrl, ({ MessageBody }) => MessageBody === 'b' && refusals-- > 0);

  expect(await send('a', 'b', 'c')).toEqual([
    ['a', true],
    ['b', true],
    ['c', true],
  ]);
  expect(bodies()).toEqual(['a', 'c', 'b']);
  expect(queues.calls().map(({ Entries }) => Entries?.length)).toEqual([3, 1, 1]);
});

test('a message that SQS rejects three times is not sent', async () => {
  queues.refuse(queueUrl, ({ MessageBody }) => MessageBody === 'b');

  expect(await send('a', 'b')).toEqual([
    ['a', true],
    ['b', false],
  ]);
  expect(queues.calls()).toHaveLength(3);
});

test('if the call fails, no message is sent', async () => {
  queues.fail(new Error('connection lost'));

  expect(await send('a', 'b')).toEqual([
    ['a', false],
    ['b', false],
  ]);
});

test('the results of a long list are in the order of its messages', async () => {
  const all = Array.from({ length: 25 }, (_, index) => `message-${index}`);
  queues.refuse(queueUrl, ({ MessageBody }) => MessageBody === 'message-17');

  const sent = await send(...all);

  expect(sent).toEqual(all.map(body => [body, body !== 'message-17']));
});
