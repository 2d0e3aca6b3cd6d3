import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { createDeliveries } from '../../../../../core/store/deliveries/deliveries.ts';
import { createDeliveryWork } from '../../../../../core/store/deliveries/delivery-work.ts';
import {
  authProfileOf,
  deliveryOf,
  eventOf,
  taskOf,
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
const tables = {
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
  deliveries: 'deliveries',
};
const work = createDeliveryWork(database.db, tables);
const deliveries = createDeliveries(database.db, tables.deliveries);
beforeEach(() => {
  database.reset();
  database.put('events', eventItem(eventOf()));
  database.put('registry', targetItem(webhookTarget()));
});

test('the work of a task contains its event, target and row', async () => {
  database.put('deliveries', deliveryItem(deliveryOf()));

  const workOf = await work.load([taskOf()]);

  expect(workOf(taskOf())).toEqual({
    event: eventOf(),
    target: webhookTarget(),
    authProfile: undefined,
    row: deliveryOf(),
    health: undefined,
    emptyAt: { target: undefined, licensor: undefined },
  });
  expect(database.count().reads).toBe(1);
});

test('items that do not exist are undefined', async () => {
  const task = taskOf({ eventId: 'unknown', targetId: 'unknown' });

  const workOf = await work.load([task]);

  expect(workOf(task)).toEqual({
    event: undefined,
    target: undefined,
    authProfile: undefined,
    row: undefined,
    emptyAt: { target: undefined, licensor: undefined },
  });
});

const onProfile = (targetId: string, authProfileId = 'profile-1') =>
  webhookTarget({ targetId, auth: { type: 'authProfile', authProfileId }, secretVersion: undefined });

test('one further consistent call reads each auth profile that the targets refer to once', async () => {
  const tasks = ['a', 'b', 'c'].map(targetId => taskOf({ targetId }));
  for (const task of tasks) database.put('registry', targetItem(onProfile(task.targetId)));
  database.put('registry', targetItem(onProfile('lost', 'gone')));
  database.put('registry', authProfileItem(authProfileOf()));

  const workOf = await work.load([...tasks, taskOf({ targetId: 'lost' })]);

  expect(tasks.map(task => workOf(task).authProfile)).toEqual(Array(3).fill(authProfileOf()));
  expect(workOf(taskOf({ targetId: 'lost' })).authProfile).toBeUndefined();
  const [, second] = database.dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input);
  const Keys = ['profile-1', 'gone'].map(id => ({ licensor: 'acme', itemId: `AUTHPROFILE#${id}` }));
  expect(second?.RequestItems).toEqual({ registry: { Keys, ConsistentRead: true } });
  expect(database.count().reads).toBe(2);
});

test('an auth profile of another licensor with the same id is not used', async () => {
  database.put('registry', targetItem(onProfile('a')));
  database.put('registry', authProfileItem(authProfileOf({ licensor: 'other' })));

  const workOf = await work.load([taskOf({ targetId: 'a' })]);

  expect(workOf(taskOf({ targetId: 'a' })).authProfile).toBeUndefined();
});

test('a key that several tasks share is requested once', async () => {
  await work.load([
    taskOf({ targetId: 'a' }),
    taskOf({ targetId: 'b' }),
    taskOf({ targetId: 'a', attempt: 2 }),
  ]);

  const [call] = database.dynamo.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems);
  expect(Object.entries(call ?? {}).map(([table, { Keys }]) => [table, Keys?.length])).toEqual([
    ['events', 1],
    // A target each, and the licensor.
    ['registry', 3],
    // A row, a health item and a bucket per target, and a bucket of the licensor.
    ['deliveries', 7],
  ]);
});

test('an invalid item fails its own task and no other', async () => {
  database.put('registry', { ...targetItem(webhookTarget({ targetId: 'broken' })), type: 'CARRIER_PIGEON' });
  const broken = taskOf({ targetId: 'broken' });

  const workOf = await work.load([broken, taskOf()]);

  expect(() => workOf(broken)).toThrow();
  expect(workOf(taskOf()).target).toEqual(webhookTarget());
});

test('a row is written only if it has not changed since it was read', async () => {
  const row = deliveryOf({ attemptCount: 1 });
  database.put('deliveries', deliveryItem(row));
  const after = deliveryOf({ attemptCount: 2, status: 'DELIVERED' });
  const record = async (before: typeof row | undefined) =>
    (await deliveries.record([{ before, after }], () => false)).map(({ recorded }) => recorded);

  expect(await record(row)).toEqual(['RECORDED']);
  expect(await record(row)).toEqual(['SUPERSEDED']);
  expect(await record(undefined)).toEqual(['SUPERSEDED']);
  expect(database.items('deliveries')).toHaveLength(1);
});

const failed = deliveryOf({ status: 'FAILED', attemptCount: 10, nextAttemptAt: 1000, claims: 0 });

test('a FAILED row whose notice has been sent is due no more', async () => {
  database.put('deliveries', deliveryItem(failed));

  await deliveries.markNoticed([failed], () => false);

  expect(database.items('deliveries')).toMatchObject([{ status: 'FAILED', attemptCount: 10 }]);
  expect(database.items('deliveries')[0]).not.toHaveProperty('nextAttemptAt');
});

test.each([
  ['was redriven', deliveryOf({ status: 'PARKED', attemptCount: 10, scheduleFrom: 10 })],
  ['waits again', { ...failed, status: 'WAITING' as const }],
  ['has failed again', { ...failed, attemptCount: 20, nextAttemptAt: 2000 }],
])('a row that %s since its notice was sent keeps its due time', async (_, since) => {
  database.put('deliveries', deliveryItem(since));

  await deliveries.markNoticed([failed], () => false);

  expect(database.items('deliveries')).toEqual([deliveryItem(since)]);
});
