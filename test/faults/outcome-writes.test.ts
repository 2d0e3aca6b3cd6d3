// Writing the outcomes of attempts: a throttled write is retried while the function has time left. If the
// outcome could not be written, the message stays on the queue and the event is sent again.
import { BatchExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { taskRecord } from '../support/builders/sqs-records.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers(status(200));
const { deliver, register, reset, database } = createWebhookDeliverer(partner.origin);
// No delay between retries of a write.
vi.spyOn(Math, 'random').mockReturnValue(0);

beforeEach(() => {
  reset();
  register();
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

const rows = () => database.rows();
/** Remaining time of the function: 30 s for the first `reads` calls, then none. */
const timeFor = (reads: number) => () => (reads-- > 0 ? 30_000 : 0);

test('a throttled write is retried, and nothing is sent twice', async () => {
  database.refuseStatements('ThrottlingError', 'ProvisionedThroughputExceeded', 'InternalServerError');

  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received).toHaveLength(1);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
  expect(database.count().writes).toBe(4);
});

test('without time left the message stays, and the next invocation sends it with the same id', async () => {
  database.refuseStatements(...Array(4).fill('ThrottlingError'));

  expect(await deliver([taskRecord()], timeFor(3))).toEqual(['message-1']);
  expect(database.count().writes).toBe(4);
  expect(rows()).toEqual([]);
  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received.map(({ headers }) => headers['webhook-id'])).toEqual(['event-1', 'event-1']);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
});

test('a failed write keeps its own message only', async () => {
  register({ targetId: 'target-2' });
  database.refuseStatements('ThrottlingError');

  const kept = await deliver([taskRecord(), taskRecord({ targetId: 'target-2' }, 'message-2')], timeFor(0));

  expect(kept).toEqual(['message-1']);
  expect(rows()).toMatchObject([{ targetId: 'target-2', status: 'DELIVERED' }]);
});

test('a write whose answer was lost is recognised, and its message is acknowledged', async () => {
  let lost = false;
  database.dynamo.on(BatchExecuteStatementCommand).callsFake(input => {
    const answer = database.execute(input);
    if (lost) return answer;
    lost = true;
    throw new Error('ECONNRESET');
  });

  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received).toHaveLength(1);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
});

test('one task in two concurrent invocations may be sent twice, and is recorded once', async () => {
  const kept = await Promise.all([deliver([taskRecord()]), deliver([taskRecord({}, 'copy')])]);

  expect(kept).toEqual([[], []]);
  expect(new Set(partner.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['event-1']));
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
});

test('a second copy of a task, processed later, sends nothing', async () => {
  await deliver([taskRecord()]);

  expect(await deliver([taskRecord({}, 'later')])).toEqual([]);
  expect(partner.received).toHaveLength(1);
});
