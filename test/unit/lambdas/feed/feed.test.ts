// The feed publishes events of the platform's own queues. What the catalogue refuses is kept with its reason.
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHandler } from '../../../../lambdas/feed/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { sqsRecord } from '../../../support/builders/sqs-records.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { environmentOf } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const { db, ...database } = mockTables();
const queues = mockQueues();
const refusedUrl = 'https://sqs.eu-west-1.amazonaws.com/111111111111/refused';
const bus = 'arn:aws:sqs:eu-west-1:111111111111:bus';
const queue = 'arn:aws:sqs:eu-west-1:111111111111:queue';
const mapping = { topic: 'Orders', licensor: '$.detail.tenant', data: '$.detail.order', refused: refusedUrl };
const sources = [
  { ...mapping, queue: bus, eventType: 'DELIVERY_COMPLETED', eventId: '$.id' },
  { ...mapping, queue, eventType: { path: "$['detail-type']" } },
];
const feed = async (records: SQSRecord[], more: Record<string, string> = {}): Promise<string[]> => {
  const env = environmentOf('feed', { SOURCES: JSON.stringify(sources), ...more });
  const handler = createHandler(env, { db, sqs: queues.client() });
  const { batchItemFailures } = await handler({ Records: records }, contextOf());
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const order = { orderId: 'order-1', deliveryId: 'delivery-1' };
const sent = {
  id: '0d079340-135a-c8c6-95c2-41fb8f496c53',
  'detail-type': 'RETURN_STARTED',
  detail: { tenant: 'acme', order },
};
const received = (body: unknown, from = bus, messageId = 'message-1'): SQSRecord => ({
  ...sqsRecord(messageId, typeof body === 'string' ? body : JSON.stringify(body)),
  eventSourceARN: from,
});
const stored = () => database.items('events').map(({ eventKey, eventType }) => [eventKey, eventType]);
const refused = () =>
  queues.on(refusedUrl).map(({ MessageBody, MessageAttributes = {} }) => ({
    body: MessageBody,
    ...Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));

beforeEach(() => {
  database.reset();
  queues.reset();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an event', () => {
  test('of EventBridge is stored under its own id', async () => {
    expect(await feed([received(sent)])).toEqual([]);
    expect(stored()).toEqual([[`acme#${sent.id}`, 'DELIVERY_COMPLETED']]);
    expect(queues.calls()).toEqual([]);
  });

  test('of a queue without a path for its id gets that of the message, and its type by a path', async () => {
    expect(await feed([received(sent, queue)])).toEqual([]);
    expect(stored()).toEqual([['acme#message-1', 'RETURN_STARTED']]);
  });

  test('that comes twice is stored once', async () => {
    expect(await feed([received(sent, bus, 'message-1'), received(sent, bus, 'message-2')])).toEqual([]);
    expect(await feed([received(sent, bus, 'message-3')])).toEqual([]);
    expect(stored()).toHaveLength(1);
    expect(refused()).toEqual([]);
  });

  test('that was refused and moved back keeps its id, although the message has a new one', async () => {
    await feed([received({ ...sent, 'detail-type': 'Unknown' }, queue, 'message-1')]);
    const [kept] = refused();
    expect(kept).toMatchObject({ HeraldEventId: 'message-1' });
    const record = received(sent, queue, 'message-2');
    record.messageAttributes = { HeraldEventId: { stringValue: 'message-1', dataType: 'String' } };

    expect(await feed([record])).toEqual([]);
    expect(stored()).toEqual([['acme#message-1', 'RETURN_STARTED']]);
  });
});

describe('refused, and kept with the reason:', () => {
  const withDetail = (detail: object) => ({ ...sent, detail: { ...sent.detail, ...detail } });
  test.each([
    ['no JSON', '{', 'BAD_REQUEST', /^message: expected JSON$/],
    ['a list', '[]', 'BAD_REQUEST', /^licensor: the event has nothing at \$\.detail\.tenant$/],
    ['no data', withDetail({ order: undefined }), 'BAD_REQUEST', /nothing at \$\.detail\.order/],
    ['no id', { ...sent, id: undefined }, 'BAD_REQUEST', /^eventId: the event has nothing at \$\.id$/],
    ['a wrong id', { ...sent, id: 'a b' }, 'BAD_REQUEST', /^eventId: expected 1 to 64/],
    [
      'a licensor that is no text',
      withDetail({ tenant: 7 }),
      'BAD_REQUEST',
      /^licensor: expected string, got/,
    ],
    [
      'a licensor that is no name',
      withDetail({ tenant: 'a/b' }),
      'BAD_REQUEST',
      /^licensor: expected 2 to 63/,
    ],
    ['data that is no object', withDetail({ order: 'x' }), 'BAD_REQUEST', /^data: expected object/],
    ['data that does not fit', withDetail({ order: {} }), 'BAD_REQUEST', /^data\.orderId: required/],
  ])('%s', async (_, body, code, reason) => {
    const record = received(body);
    expect(await feed([record])).toEqual([]);
    expect(refused()).toEqual([
      { body: record.body, code, reason: expect.stringMatching(reason), source: bus },
    ]);
    expect(stored()).toEqual([]);
  });

  test.each([
    [
      'an unknown event type',
      { ...sent, 'detail-type': 'Ünknown\u0000' },
      /"Ünknown\?" is not an event type/,
    ],
    ['an event type that is no text', { ...sent, 'detail-type': 1 }, /^eventType: expected string/],
    ['no event type', { ...sent, 'detail-type': undefined }, /nothing at \$\['detail-type'\]$/],
  ])('%s', async (_, body, reason) => {
    expect(await feed([received(body, queue)])).toEqual([]);
    expect(refused()).toMatchObject([{ code: 'BAD_REQUEST', reason: expect.stringMatching(reason) }]);
  });

  test('an id with other content', async () => {
    await feed([received(sent)]);
    expect(await feed([received(withDetail({ order: { orderId: 'order-2' } }))])).toEqual([]);
    expect(refused()).toMatchObject([{ code: 'CONFLICT', reason: expect.stringContaining('other content') }]);
  });

  test('an unknown licensor, if the setting says so', async () => {
    expect(await feed([received(sent)], { UNKNOWN_LICENSORS: 'refuse' })).toEqual([]);
    expect(refused()).toMatchObject([
      { code: 'NOT_FOUND', reason: 'licensor: there is no licensor "acme"', body: JSON.stringify(sent) },
    ]);
    expect(stored()).toEqual([]);
  });
});

describe('a message returns to its queue', () => {
  test('alone, if the queue of refused events does not accept it', async () => {
    queues.refuse(refusedUrl);
    expect(await feed([received('{', bus, 'bad'), received(sent, bus, 'good')])).toEqual(['bad']);
    expect(stored()).toHaveLength(1);
  });

  test('if sending to the queue of refused events fails', async () => {
    queues.fail(new Error('no connection'));
    expect(await feed([received('{', bus, 'bad')])).toEqual(['bad']);
  });

  test('if the tables cannot be written, while a refused neighbour is kept', async () => {
    database.dynamo.rejects(Object.assign(new Error('down'), { name: 'ValidationException' }));
    vi.useFakeTimers();
    const returned = feed([received(sent, bus, 'good'), received('{', bus, 'bad')]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await returned).toEqual(['good']);
    expect(refused()).toHaveLength(1);
  });

  test('if its queue has no mapping', async () => {
    expect(await feed([received(sent, 'arn:aws:sqs:eu-west-1:111111111111:other', 'other')])).toEqual([
      'other',
    ]);
    expect(refused()).toEqual([]);
  });
});

test('a mapping that is not valid fails the start of the function and names the path', () => {
  const SOURCES = JSON.stringify([{ ...mapping, queue, eventType: 'DELIVERY_COMPLETED', data: 'detail' }]);
  expect(() => environmentOf('feed', { SOURCES })).toThrow(/must begin with \$/);
});
