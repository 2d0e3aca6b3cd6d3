// The dispatcher's handler: stream records become tasks on the channels' queues.
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { DeliveryTask } from '../../../../core/model/delivery/delivery-task.ts';
import type { Event } from '../../../../core/model/event/event.ts';
import { base64Of, pack } from '../../../../core/model/event/packed-event.ts';
import type { RouteEntry } from '../../../../core/model/subscription/route.ts';
import { routeKey } from '../../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../../lambdas/dispatcher/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { eventOf, licensor, taskOf } from '../../../support/builders/records.ts';
import { eventItem } from '../../../support/builders/stored-items.ts';
import { eventRecord, imageRecord } from '../../../support/builders/stream-records.ts';
import { environmentOf, quarantineUrl, tables } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const dynamo = mockClient(db);
const queues = mockQueues();
const env = environmentOf('dispatcher');
const handler = createHandler(env, { db, sqs: queues.client() });
const { WEBHOOK_QUEUE_URL: webhookUrl, AWS_QUEUE_URL: awsUrl } = env;

const since = '2020-01-01T00:00:00.000Z';
const entry = (channel: 'webhook' | 'aws', ...targetIds: string[]): RouteEntry => ({
  createdAt: since,
  targets: Object.fromEntries(targetIds.map(targetId => [targetId, { channel, since }])),
});

/** The route item for the event type of `eventOf`: one attribute per subscription. */
function routes(entries: Record<string, RouteEntry>): void {
  const item = {
    ...routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'),
    ...Object.fromEntries(
      Object.entries(entries).map(([subscriptionId, of]) => [`by#${subscriptionId}`, of]),
    ),
  };
  dynamo.on(BatchGetCommand).resolves({ Responses: { [tables.REGISTRY_TABLE]: [item] } });
}

const dispatch = async (...Records: ReturnType<typeof eventRecord>[]) => {
  const { batchItemFailures } = await handler({ Records }, contextOf());
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const keysAsked = () =>
  dynamo.commandCalls(BatchGetCommand).map(call => call.args[0].input.RequestItems?.[tables.REGISTRY_TABLE]);

/** A task as the dispatcher sends it: with its event. */
const taskWith = (event: Event, fields: Partial<DeliveryTask> = {}): DeliveryTask => {
  const { eventId } = event;
  const packed = pack(event);
  return taskOf({ eventId, ...fields, event: { ...packed, content: base64Of(packed) } });
};

beforeEach(() => {
  dynamo.reset();
  queues.reset();
  routes({ 'subscription-1': entry('webhook', 'target-1') });
});

test('each expected delivery is one task on the queue of its channel, grouped by licensor', async () => {
  routes({ s1: entry('webhook', 'hook-1', 'hook-2'), s2: entry('aws', 'queue-1') });

  expect(await dispatch(eventRecord('1', eventOf()))).toEqual([]);
  expect(queues.bodiesOn(webhookUrl)).toEqual([
    taskWith(eventOf(), { targetId: 'hook-1', subscriptionId: 's1' }),
    taskWith(eventOf(), { targetId: 'hook-2', subscriptionId: 's1' }),
  ]);
  expect(queues.bodiesOn(awsUrl)).toEqual([
    taskWith(eventOf(), { targetId: 'queue-1', subscriptionId: 's2' }),
  ]);
  expect(queues.on(webhookUrl).map(({ MessageGroupId }) => MessageGroupId)).toEqual(['acme', 'acme']);
});

test('an event without subscriptions sends no task', async () => {
  dynamo.on(BatchGetCommand).resolves({ Responses: {} });

  expect(await dispatch(eventRecord('1', eventOf()))).toEqual([]);
  expect(queues.calls()).toEqual([]);
});

test('one consistent call reads each route of a batch once', async () => {
  const ofType = (eventId: string, topic: string, eventType: string) =>
    eventOf({ eventId, topic, eventType });

  await dispatch(
    eventRecord('1', ofType('a', 'OfferStatus', 'LiveStatusUpdated')),
    eventRecord('2', ofType('b', 'OfferStatus', 'LiveStatusUpdated')),
    eventRecord('3', ofType('c', 'OfferStatus', 'OfferStatusUpdated')),
    eventRecord('4', { ...ofType('d', 'OfferStatus', 'LiveStatusUpdated'), licensor: 'other' }),
  );

  expect(keysAsked()).toEqual([
    {
      Keys: [
        routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'),
        routeKey(licensor, 'OfferStatus', 'OfferStatusUpdated'),
        routeKey('other', 'OfferStatus', 'LiveStatusUpdated'),
      ],
      ConsistentRead: true,
    },
  ]);
});

test('an event of one licensor makes no task for a target of another', async () => {
  await dispatch(eventRecord('1', { ...eventOf(), licensor: 'other' }));

  expect(queues.calls()).toEqual([]);
});

test('one call sends at most ten tasks', async () => {
  routes({ s1: entry('webhook', ...Array.from({ length: 23 }, (_, index) => `hook-${index}`)) });

  await dispatch(eventRecord('1', eventOf()));

  expect(queues.calls().map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
  expect(queues.on(webhookUrl)).toHaveLength(23);
});

test('a task that SQS rejected with HTTP 200 is sent again', async () => {
  let refusals = 1;
  queues.refuse(webhookUrl, () => refusals-- > 0);

  expect(await dispatch(eventRecord('1', eventOf()))).toEqual([]);
  expect(queues.bodiesOn(webhookUrl)).toEqual([taskWith(eventOf())]);
});

test('the first record with an unsent task is reported, so that Lambda retries from there', async () => {
  queues.refuse(webhookUrl, ({ MessageBody }) => /"eventId":"(b|c)"/.test(MessageBody ?? ''));

  const failed = await dispatch(
    eventRecord('10', eventOf({ eventId: 'a' })),
    eventRecord('11', eventOf({ eventId: 'b' })),
    eventRecord('12', eventOf({ eventId: 'c' })),
    eventRecord('13', eventOf({ eventId: 'd' })),
  );

  expect(failed).toEqual(['11']);
});

test('if SQS does not answer, the first record is reported', async () => {
  queues.fail(new Error('SQS is out of order'));

  expect(await dispatch(eventRecord('10', eventOf()), eventRecord('11', eventOf({ eventId: 'b' })))).toEqual([
    '10',
  ]);
});

test('if the routes cannot be read, the whole batch fails and nothing is sent', async () => {
  dynamo.on(BatchGetCommand).rejects(new Error('DynamoDB is out of order'));

  await expect(dispatch(eventRecord('1', eventOf()))).rejects.toThrow('DynamoDB is out of order');
  expect(queues.calls()).toEqual([]);
});

test.each([
  [
    'of another shape',
    imageRecord('2', { eventKey: 'acme#x', hello: 'world' }),
    /^invalid event record: topic: required, expected string; eventType: required, expected string/,
  ],
  [
    'without an image',
    { ...imageRecord('2', {}), dynamodb: { SequenceNumber: '2' } },
    /^invalid event record: the record has no new image$/,
  ],
])('a record %s goes to quarantine and does not block the other records', async (_, poison, reason) => {
  const failed = await dispatch(
    eventRecord('1', eventOf({ eventId: 'a' })),
    poison,
    eventRecord('3', eventOf()),
  );

  expect(failed).toEqual([]);
  expect(queues.bodiesOn(webhookUrl)).toHaveLength(2);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    { from: 'dispatcher', reason: expect.stringMatching(reason), message: JSON.stringify(poison) },
  ]);
});

test('a record that could not be quarantined is reported', async () => {
  queues.refuse(quarantineUrl);

  expect(await dispatch(eventRecord('1', eventOf()), imageRecord('2', { hello: 'world' }))).toEqual(['2']);
});

test('an event with an invalid route goes to quarantine, and the other events are dispatched', async () => {
  const broken = routeKey(licensor, 'OfferStatus', 'OfferStatusUpdated');
  const fine = routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated');
  const items = [
    { ...broken, 'by#s1': { targets: 'none' } },
    { ...fine, 'by#s2': entry('webhook', 'hook-1') },
  ];
  dynamo.on(BatchGetCommand).resolves({ Responses: { [tables.REGISTRY_TABLE]: items } });
  const unroutable = eventRecord('1', eventOf({ eventId: 'a', eventType: 'OfferStatusUpdated' }));

  expect(await dispatch(unroutable, eventRecord('2', eventOf({ eventId: 'b' })))).toEqual([]);

  expect(queues.bodiesOn(webhookUrl)).toMatchObject([{ eventId: 'b' }]);
  expect(queues.bodiesOn(quarantineUrl)).toEqual([
    {
      from: 'dispatcher',
      reason: expect.stringMatching(/^invalid route: createdAt: /),
      message: JSON.stringify(unroutable),
    },
  ]);
});

test('a task has the format and the version of its subscription, and a filter excludes other events', async () => {
  routes({
    narrowed: { ...entry('webhook', 'hook-1', 'hook-2'), filter: { territory: ['DE'] } },
    shaped: {
      ...entry('webhook', 'hook-2'),
      createdAt: '2021-01-01T00:00:00.000Z',
      format: 'cloudevents',
      topicVersion: '2',
    },
  });
  const inUS = eventOf({ eventId: 'us', fields: { territory: 'US' } });
  const inGermany = eventOf({ eventId: 'de', fields: { territory: 'DE' } });

  await dispatch(eventRecord('1', inUS), eventRecord('2', inGermany));

  expect(queues.bodiesOn(webhookUrl)).toEqual([
    taskWith(inUS, {
      targetId: 'hook-2',
      subscriptionId: 'shaped',
      format: 'cloudevents',
      topicVersion: '2',
    }),
    taskWith(inGermany, { targetId: 'hook-1', subscriptionId: 'narrowed' }),
    taskWith(inGermany, { targetId: 'hook-2', subscriptionId: 'narrowed' }),
  ]);
});

test('an event without filter fields is dispatched to subscriptions without a filter', async () => {
  routes({
    wide: entry('webhook', 'hook-1'),
    narrowed: { ...entry('webhook', 'hook-2'), filter: { alid: ['a'] } },
  });
  const { fields: _, ...old } = eventItem(eventOf());

  await dispatch(imageRecord('1', old));

  expect(queues.bodiesOn(webhookUrl)).toMatchObject([{ targetId: 'hook-1' }]);
});

test('a large event is not in its task: the deliverer reads it', async () => {
  const noise = (bytes: number) => randomBytes(bytes).toString('base64');
  const small = eventOf({ eventId: 'small', payload: JSON.stringify({ text: noise(1000) }) });
  const large = eventOf({ eventId: 'large', payload: JSON.stringify({ text: noise(6000) }) });

  await dispatch(eventRecord('1', small), eventRecord('2', large));

  expect(queues.bodiesOn(webhookUrl)).toEqual([taskWith(small), taskOf({ eventId: 'large' })]);
});
