import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDeliveries } from '../../../../../core/store/deliveries/deliveries.ts';
import { createDynamo } from '../../../../../core/store/dynamodb/dynamodb.ts';
import {
  authProfileOf,
  deliveryOf,
  eventOf,
  hintOf,
  webhookTarget,
} from '../../../../support/builders/records.ts';
import {
  authProfileItem,
  deliveryItem,
  eventItem,
  targetItem,
} from '../../../../support/builders/stored-items.ts';
import { mockTables } from '../../../../support/dynamodb/memory-tables.ts';

const database = mockTables();
const tables = { registry: 'registry', events: 'events', deliveries: 'deliveries' };
const deliveries = createDeliveries(createDynamo(new DynamoDBClient({})), tables);
beforeEach(() => {
  database.reset();
  database.put('events', eventItem(eventOf()));
  database.put('registry', targetItem(webhookTarget()));
});

test('the work of a hint is its event, its target and its row', async () => {
  database.put('deliveries', deliveryItem(deliveryOf()));

  const workOf = await deliveries.load([hintOf()]);

  expect(workOf(hintOf())).toEqual({
    event: eventOf(),
    target: webhookTarget(),
    authProfile: undefined,
    row: deliveryOf(),
    health: undefined,
  });
  expect(database.count().reads).toBe(1);
});

test('what does not exist is undefined', async () => {
  const hint = hintOf({ eventId: 'nothing', targetId: 'nobody' });

  const workOf = await deliveries.load([hint]);

  expect(workOf(hint)).toEqual({
    event: undefined,
    target: undefined,
    authProfile: undefined,
    row: undefined,
  });
});

const onProfile = (targetId: string, authProfileId = 'profile-1') =>
  webhookTarget({ targetId, auth: { type: 'authProfile', authProfileId }, secretVersion: undefined });

test('the auth profiles that targets refer to are read after them, in one consistent call, each once', async () => {
  const hints = ['a', 'b', 'c'].map(targetId => hintOf({ targetId }));
  for (const hint of hints) database.put('registry', targetItem(onProfile(hint.targetId)));
  database.put('registry', targetItem(onProfile('lost', 'gone')));
  database.put('registry', authProfileItem(authProfileOf()));

  const workOf = await deliveries.load([...hints, hintOf({ targetId: 'lost' })]);

  expect(hints.map(hint => workOf(hint).authProfile)).toEqual(Array(3).fill(authProfileOf()));
  expect(workOf(hintOf({ targetId: 'lost' })).authProfile).toBeUndefined();
  const [, second] = database.dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input);
  const Keys = ['profile-1', 'gone'].map(id => ({ licensor: 'acme', itemId: `AUTHPROFILE#${id}` }));
  expect(second?.RequestItems).toEqual({ registry: { Keys, ConsistentRead: true } });
  expect(database.count().reads).toBe(2);
});

test("another licensor's auth profile of the same id is not this one's", async () => {
  database.put('registry', targetItem(onProfile('a')));
  database.put('registry', authProfileItem(authProfileOf({ licensor: 'other' })));

  const workOf = await deliveries.load([hintOf({ targetId: 'a' })]);

  expect(workOf(hintOf({ targetId: 'a' })).authProfile).toBeUndefined();
});

test('a key that several hints share is asked for once, as DynamoDB demands', async () => {
  await deliveries.load([
    hintOf({ targetId: 'a' }),
    hintOf({ targetId: 'b' }),
    hintOf({ targetId: 'a', attempt: 2 }),
  ]);

  const [call] = database.dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems);
  expect(Object.entries(call ?? {}).map(([table, { Keys }]) => [table, Keys?.length])).toEqual([
    ['events', 1],
    ['registry', 2],
    // A row and the health of each target.
    ['deliveries', 4],
  ]);
});

test('an item that is not what its schema says is a failure of its hint, not of the others', async () => {
  database.put('registry', { ...targetItem(webhookTarget({ targetId: 'broken' })), type: 'CARRIER_PIGEON' });
  const broken = hintOf({ targetId: 'broken' });

  const workOf = await deliveries.load([broken, hintOf()]);

  expect(() => workOf(broken)).toThrow();
  expect(workOf(hintOf()).target).toEqual(webhookTarget());
});

test('a row is written only over what was read', async () => {
  const row = deliveryOf({ attemptCount: 1 });
  database.put('deliveries', deliveryItem(row));
  await deliveries.load([hintOf()]);
  const after = deliveryOf({ attemptCount: 2, status: 'DELIVERED' });

  const first = await deliveries.record([{ before: row, after }], () => false);
  const late = await deliveries.record([{ before: row, after }], () => false);
  const inserted = await deliveries.record([{ before: undefined, after }], () => false);

  expect([first, late, inserted]).toEqual([['RECORDED'], ['SUPERSEDED'], ['SUPERSEDED']]);
  expect(database.items('deliveries')).toHaveLength(1);
});
