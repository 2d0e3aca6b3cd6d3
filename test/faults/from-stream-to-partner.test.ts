// Dispatcher and webhook deliverer together, with faults of the stream and of the queue between them.
import { afterAll, beforeEach, expect, test } from 'vitest';
import { routeKey } from '../../core/store/registry/registry-key.ts';
import { createHandler } from '../../lambdas/dispatcher/create-handler.ts';
import { contextOf } from '../support/builders/lambda-context.ts';
import { eventOf, licensor } from '../support/builders/records.ts';
import { sqsRecord } from '../support/builders/sqs-records.ts';
import { eventItem } from '../support/builders/stored-items.ts';
import { eventRecord } from '../support/builders/stream-records.ts';
import { environmentOf, queueUrl, tables } from '../support/handlers/environments.ts';
import { serveAnswers, status } from '../support/handlers/loopback-server.ts';
import { createWebhookDeliverer } from '../support/handlers/webhook-deliverer.ts';

const partner = await serveAnswers(status(200));
const { deliver, register, reset, queues, database, clients } = createWebhookDeliverer(partner.origin);
const dispatcher = createHandler(environmentOf('dispatcher', { WEBHOOK_QUEUE_URL: queueUrl }), clients);

const targetIds = ['target-1', 'target-2', 'target-3'];
const events = ['a', 'b', 'c'].map(eventId => eventOf({ eventId }));
const since = '2020-01-01T00:00:00.000Z';

beforeEach(() => {
  reset();
  partner.received.length = 0;
  for (const event of events) database.put(tables.EVENTS_TABLE, eventItem(event));
  for (const targetId of targetIds) register({ targetId, destination: `${partner.origin}/${targetId}` });
  database.put(tables.REGISTRY_TABLE, {
    ...routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'),
    'by#subscription-1': {
      createdAt: since,
      targets: Object.fromEntries(targetIds.map(targetId => [targetId, { channel: 'webhook', since }])),
    },
  });
});
afterAll(() => partner[Symbol.asyncDispose]());

/**
 * Invokes the dispatcher as the stream does: again from the record that it reports, until it reports none.
 */
async function stream(
  records = events.map((event, index) => eventRecord(String(index), event)),
): Promise<void> {
  for (let from = 0, tries = 0; from >= 0 && tries < 10; tries++) {
    const { batchItemFailures } = await dispatcher({ Records: records.slice(from) }, contextOf());
    const failed = batchItemFailures[0]?.itemIdentifier;
    from =
      failed === undefined ? -1 : records.findIndex(record => record.dynamodb?.SequenceNumber === failed);
  }
}

/** Delivers all messages of the queue, ten per batch. */
async function drain(): Promise<void> {
  const messages = queues
    .on(queueUrl)
    .map(({ MessageBody = '' }, index) => sqsRecord(`m${index}`, MessageBody));
  for (let start = 0; start < messages.length; start += 10) {
    expect(await deliver(messages.slice(start, start + 10))).toEqual([]);
  }
}

const expected = events.flatMap(({ eventId }) => targetIds.map(targetId => `/${targetId} ${eventId}`)).sort();
const received = () => partner.received.map(({ path, headers }) => `${path} ${headers['webhook-id']}`).sort();

test('without a fault every event reaches every target exactly once', async () => {
  await stream();
  await drain();

  expect(received()).toEqual(expected);
});

test('records that the stream delivers twice are received once', async () => {
  await stream();
  await stream();
  await drain();

  expect(queues.on(queueUrl)).toHaveLength(2 * expected.length);
  expect(received()).toEqual(expected);
});

test('delivery tasks that the queue refuses at first, with HTTP 200, are received once each', async () => {
  let refusals = 7;
  queues.refuse(
    queueUrl,
    ({ MessageBody }) => (MessageBody?.includes('"eventId":"b"') ?? false) && refusals-- > 0,
  );

  await stream();
  await drain();

  expect(refusals).toBeLessThanOrEqual(0);
  expect(received()).toEqual(expected);
});
