// What was sent is written down: throttled writes are tried again until the time is up, lost ones send again, and never is
// anything forgotten.
import { BatchExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { taskRecord } from '../support/builders/sqs-records.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers(status(200));
const { deliver, register, reset, database } = createWebhookDeliverer(partner.origin);
// No waiting between tries.
vi.spyOn(Math, 'random').mockReturnValue(0);

beforeEach(() => {
  reset();
  register();
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

const rows = () => database.rows();
/** Time that runs out after a number of looks at the clock. */
const timeFor = (looks: number) => () => (looks-- > 0 ? 30_000 : 0);

test('a write that DynamoDB throttles is tried again, and nothing is sent twice', async () => {
  database.refuseStatements('ThrottlingError', 'ProvisionedThroughputExceeded', 'InternalServerError');

  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received).toHaveLength(1);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
  expect(database.count().writes).toBe(4);
});

test('when the time is up the message stays, and the next invocation sends again under the same id', async () => {
  database.refuseStatements(...Array(4).fill('ThrottlingError'));

  expect(await deliver([taskRecord()], timeFor(3))).toEqual(['message-1']);
  expect(database.count().writes).toBe(4);
  expect(rows()).toEqual([]);
  expect(await deliver([taskRecord()])).toEqual([]);

  expect(partner.received.map(({ headers }) => headers['webhook-id'])).toEqual(['event-1', 'event-1']);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
});

test('one write that cannot be made does not keep the messages of its neighbours', async () => {
  register({ targetId: 'target-2' });
  database.refuseStatements('ThrottlingError');

  const kept = await deliver([taskRecord(), taskRecord({ targetId: 'target-2' }, 'message-2')], timeFor(0));

  expect(kept).toEqual(['message-1']);
  expect(rows()).toMatchObject([{ targetId: 'target-2', status: 'DELIVERED' }]);
});

test('a write that was made although its answer was lost is not made twice, and its message is let go', async () => {
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

test('the same task in two invocations at the same time may send twice, and is recorded once', async () => {
  const kept = await Promise.all([deliver([taskRecord()]), deliver([taskRecord({}, 'copy')])]);

  expect(kept).toEqual([[], []]);
  expect(new Set(partner.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['event-1']));
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 1 }]);
});

test('the same task again later sends nothing', async () => {
  await deliver([taskRecord()]);

  expect(await deliver([taskRecord({}, 'later')])).toEqual([]);
  expect(partner.received).toHaveLength(1);
});
