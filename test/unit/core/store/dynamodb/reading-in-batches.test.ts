import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batchGet } from '../../../../../core/store/dynamodb/batch-get.ts';
import { createDynamo } from '../../../../../core/store/dynamodb/dynamodb.ts';

const db = createDynamo(new DynamoDBClient({}));
const dynamo = mockClient(db);
const requests = () => dynamo.commandCalls(BatchGetCommand).map(call => call.args[0].input.RequestItems);
beforeEach(() => {
  dynamo.reset();
  // The backoff between tries takes no time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('one consistent call reads items of several tables', async () => {
  dynamo.on(BatchGetCommand).resolves({ Responses: { events: [{ id: 'e' }], rows: [] } });

  const found = await batchGet(db, { events: [{ id: 'e' }], rows: [{ id: 'r' }], none: [] });

  expect(found).toEqual({ events: [{ id: 'e' }], rows: [], none: [] });
  expect(requests()).toEqual([
    {
      events: { Keys: [{ id: 'e' }], ConsistentRead: true },
      rows: { Keys: [{ id: 'r' }], ConsistentRead: true },
    },
  ]);
});

test('without keys there is no call', async () => {
  expect(await batchGet(db, { events: [] })).toEqual({ events: [] });
  expect(requests()).toEqual([]);
});

test('unprocessed keys are requested again', async () => {
  dynamo
    .on(BatchGetCommand)
    .resolvesOnce({
      Responses: { events: [{ id: 'a' }] },
      UnprocessedKeys: { events: { Keys: [{ id: 'b' }], ConsistentRead: true } },
    })
    .resolvesOnce({ Responses: { events: [{ id: 'b' }] } });

  expect(await batchGet(db, { events: [{ id: 'a' }, { id: 'b' }] })).toEqual({
    events: [{ id: 'a' }, { id: 'b' }],
  });
  expect(requests()[1]).toEqual({ events: { Keys: [{ id: 'b' }], ConsistentRead: true } });
});

test('more than 100 keys take several calls', async () => {
  dynamo
    .on(BatchGetCommand)
    .callsFake(({ RequestItems }) => ({ Responses: { events: RequestItems.events.Keys } }));
  const keys = Array.from({ length: 250 }, (_, index) => ({ id: `e${index}` }));

  const found = await batchGet(db, { events: keys });

  expect(found['events']).toEqual(keys);
  expect(requests().map(request => request?.['events']?.Keys?.length)).toEqual([100, 100, 50]);
});
