// What a message in the quarantine is about, and what trying it again does.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createRetry } from '../../../ops/delivery-retries.ts';
import { subjectOf } from '../../../ops/quarantined-messages.ts';
import {
  awsTarget,
  deliveryOf,
  eventOf,
  licensor,
  taskOf,
  webhookTarget,
} from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { eventRecord } from '../../support/builders/stream-records.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';
import { mockQueues } from '../../support/handlers/queues.ts';
import { recordingLog } from '../../support/handlers/recording-log.ts';

const database = mockTables({ everyClient: true });
const queues = mockQueues();
const outputs = {
  RegistryTable: 'registry',
  EventsTable: 'events',
  EventPagesTable: 'event-pages',
  DeliveriesTable: 'deliveries',
  WebhookQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/webhook',
  AwsQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/aws',
};
const retry = createRetry(createDynamo(new DynamoDBClient({})), queues.client(), outputs, recordingLog());
beforeEach(() => {
  database.reset();
  queues.reset();
});

const event = eventOf({ acceptedAt: '2026-01-01T10:00:00.000Z' });
/** The event, and a route to one target. */
function accept(): void {
  const since = '2026-01-01T00:00:00.000Z';
  const entry = { createdAt: since, targets: { 'target-1': { channel: 'webhook', since } } };
  database.accept(event);
  database.put('registry', {
    licensor,
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#subscription-1': entry,
  });
}
const keyed = { eventKey: { S: `${licensor}#event-1` } };
const record = { ...eventRecord('1', event), dynamodb: { ...eventRecord('1', event).dynamodb, Keys: keyed } };
const pointer = {
  DDBStreamBatchInfo: {
    approximateArrivalOfFirstRecord: '2026-01-01T10:00:00Z',
    approximateArrivalOfLastRecord: '2026-01-01T10:05:00Z',
  },
};

test('tasks, records, pointers into the stream and the rest are told apart', () => {
  expect(subjectOf(JSON.stringify(taskOf()))).toEqual({ kind: 'task', task: taskOf() });
  expect(subjectOf(JSON.stringify(record))).toEqual({ kind: 'event', licensor, eventId: 'event-1' });
  expect(subjectOf(JSON.stringify(pointer))).toEqual({
    kind: 'stream',
    from: Date.parse('2026-01-01T09:59:00Z'),
    to: Date.parse('2026-01-01T10:06:00Z'),
  });
  expect(subjectOf('no JSON')).toEqual({ kind: 'unknown', body: 'no JSON' });
});

test.each([
  ["the row's", deliveryOf({ channel: 'aws' }), webhookTarget(), outputs.AwsQueueUrl],
  ["its target's, if it has no row", undefined, awsTarget('SQS'), outputs.AwsQueueUrl],
  ["a webhook's", undefined, webhookTarget(), outputs.WebhookQueueUrl],
])('a task goes back to its channel: %s', async (_, row, target, url) => {
  accept();
  if (row) database.put('deliveries', deliveryItem(row));
  database.put('registry', targetItem(target));

  expect(await retry(subjectOf(JSON.stringify(taskOf())))).toBeUndefined();

  expect(queues.bodiesOn(url)).toEqual([taskOf()]);
});

test('a task of the slow lane begins in the normal lane again, and without hops', async () => {
  accept();
  database.put('registry', targetItem(webhookTarget()));

  expect(await retry(subjectOf(JSON.stringify(taskOf({ lane: 'slow', hops: 251 }))))).toBeUndefined();

  expect(queues.bodiesOn(outputs.WebhookQueueUrl)).toEqual([taskOf()]);
});

test('a task that the queue does not take stays', async () => {
  accept();
  database.put('registry', targetItem(webhookTarget()));
  queues.refuse(outputs.WebhookQueueUrl);

  expect(await retry(subjectOf(JSON.stringify(taskOf())))).toBe('the queue did not accept it');
});

test.each([
  ['a record', record],
  ['a pointer into the stream', pointer],
])('of %s, what has no row becomes due', async (_, message) => {
  accept();

  expect(await retry(subjectOf(JSON.stringify(message)))).toBeUndefined();

  expect(database.rows()).toMatchObject([{ eventId: 'event-1', targetId: 'target-1', status: 'WAITING' }]);
});

test('a message that cannot be retried stays, with the reason', async () => {
  expect(await retry(subjectOf('{}'))).toBe('Herald cannot tell what it is: drop it');
  expect(await retry(subjectOf(JSON.stringify(taskOf())))).toBe('its event is gone: drop it');
});
