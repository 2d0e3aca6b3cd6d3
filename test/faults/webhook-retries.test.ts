// The exported webhook deliverer with a partner that fails and recovers. Each task that the deliverer puts on
// its queue is delivered in turn.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { eventOf } from '../support/builders/records.ts';
import { sqsRecord, taskRecord } from '../support/builders/sqs-records.ts';
import { queueUrl, tables } from '../support/handlers/environments.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';

const answers: ((response: Parameters<ReturnType<typeof status>>[0]) => void)[] = [];
const partner = await serveAnswers(response => answers.shift()?.(response));
const { deliver, register, reset, queues, database } = createWebhookDeliverer(partner.origin, {
  DEADLINE_MS: '1000',
});
const hang = (): void => {};

beforeEach(() => {
  reset();
  answers.length = 0;
  partner.received.length = 0;
});
afterAll(() => partner[Symbol.asyncDispose]());

/** Delivers the first task, and then every task that the deliverer sends, until it sends none. */
async function deliverUntilDone(): Promise<void> {
  let records = [taskRecord()];
  for (let round = 1; records.length > 0; round++) {
    const before = queues.on(queueUrl).length;
    expect(await deliver(records)).toEqual([]);
    records = queues
      .on(queueUrl)
      .slice(before)
      .map(({ MessageBody = '' }, index) => sqsRecord(`round-${round}-${index}`, MessageBody));
  }
}
const rows = () => database.rows();

test('a webhook that answers 500 and then 200 gets the same body and the same webhook-id twice', async () => {
  register();
  answers.push(status(500), status(200));

  await deliverUntilDone();

  const [first, second] = partner.received;
  expect(partner.received).toHaveLength(2);
  expect(second?.body).toBe(first?.body);
  expect(second?.body).toBe(eventOf().payload);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(rows()).toMatchObject([{ status: 'DELIVERED', attemptCount: 2 }]);
});

test('a webhook that hangs is cut off at the deadline, retried, and delays no other delivery', async () => {
  register();
  register({ targetId: 'healthy', destination: `${partner.origin}/healthy` });
  answers.push(hang, status(200));

  expect(await deliver([taskRecord(), taskRecord({ targetId: 'healthy' }, 'message-2')])).toEqual([]);

  const outcomes = rows().map(({ status: state, attempts }) => [
    state,
    (attempts as { class: string }[])[0]?.class,
  ]);
  expect(outcomes.sort()).toEqual([
    ['DELIVERED', 'DELIVERED'],
    ['WAITING', 'TIMEOUT'],
  ]);
  expect(queues.on(queueUrl)).toHaveLength(1);
});

test('a webhook that stays down gets every scheduled attempt; the delivery is then FAILED', async () => {
  register();
  answers.push(...Array(9).fill(status(503)));

  await deliverUntilDone();
  // The fourth attempt waits longer than SQS can delay a message, so the scheduler sends its task.
  await deliver([taskRecord({ attempt: 4 }, 'from-the-scheduler')]);

  expect(partner.received).toHaveLength(4);
  expect(rows()).toMatchObject([
    {
      status: 'FAILED',
      attemptCount: 4,
      attempts: [1, 2, 3, 4].map(attempt => ({ attempt, httpStatus: 503 })),
    },
  ]);
});

test('a 410 answer disables the target and parks the delivery', async () => {
  register();
  answers.push(status(410));

  await deliverUntilDone();

  expect(rows()).toMatchObject([{ status: 'PARKED', attemptCount: 1 }]);
  expect(database.items(tables.DELIVERIES_TABLE)).toContainEqual(
    expect.objectContaining({ state: 'DISABLED', reason: 'answered 410 Gone: the target was disabled' }),
  );
});
