// Events for a licensor that does not exist: the result says that nobody gets them, or they are refused.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHandler } from '../../../../lambdas/publish/create-handler.ts';
import { documentedData } from '../../../support/builders/documented-payload.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { environmentOf } from '../../../support/handlers/environments.ts';
import { licensorItem } from '../../../support/handlers/registering-api.ts';

const { db, ...database } = mockTables();
const handlerOf = (unknown: 'accept' | 'refuse') =>
  createHandler({ ...environmentOf('publish'), UNKNOWN_LICENSORS: unknown }, { db });
const call = (...eventIds: string[]) => ({
  licensor: 'acme',
  events: eventIds.map(eventId => ({
    eventId,
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    data: documentedData,
  })),
});
const reads = () => database.dynamo.commandCalls(GetCommand).length;

beforeEach(() => {
  database.reset();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('are accepted, and the result says that nobody gets them', async () => {
  const handler = handlerOf('accept');
  const nobody = { deliveries: 0, reason: 'there is no licensor "acme"' };

  expect(await handler(call('event-1'), contextOf())).toEqual({
    failedCount: 0,
    results: [{ eventId: 'event-1', status: 'ACCEPTED', ...nobody }],
  });
  expect(await handler(call('event-1'), contextOf())).toMatchObject({
    results: [{ status: 'DUPLICATE', ...nobody }],
  });
  expect(database.items('events')).toHaveLength(1);
});

test('are refused where the setting says so, and not stored', async () => {
  expect(await handlerOf('refuse')(call('event-1', 'event-2'), contextOf())).toEqual({
    failedCount: 2,
    results: ['event-1', 'event-2'].map(eventId => ({
      eventId,
      status: 'REJECTED',
      error: { code: 'NOT_FOUND', message: 'licensor: there is no licensor "acme"' },
    })),
  });
  expect(database.items('events')).toEqual([]);
});

test('a licensor that exists is read once in five minutes, and its results say nothing more', async () => {
  database.put('registry', licensorItem('acme'));
  const handler = handlerOf('refuse');
  for (const eventId of ['event-1', 'event-2', 'event-3'])
    expect(await handler(call(eventId), contextOf())).toEqual({
      failedCount: 0,
      results: [{ eventId, status: 'ACCEPTED' }],
    });
  expect(reads()).toBe(1);

  vi.advanceTimersByTime(5 * 60_000 + 1);
  await handler(call('event-4'), contextOf());
  expect(reads()).toBe(2);
});

test('a licensor that is created is known after five seconds', async () => {
  const handler = handlerOf('refuse');
  expect(await handler(call('event-1'), contextOf())).toMatchObject({ failedCount: 1 });
  database.put('registry', licensorItem('acme'));
  vi.advanceTimersByTime(5001);

  expect(await handler(call('event-1'), contextOf())).toMatchObject({ failedCount: 0 });
});

test('if the record cannot be read, events are accepted, also where unknown licensors are refused', async () => {
  database.dynamo.on(GetCommand).rejects(new Error('DynamoDB is down'));

  expect(await handlerOf('refuse')(call('event-1'), contextOf())).toEqual({
    failedCount: 0,
    results: [{ eventId: 'event-1', status: 'ACCEPTED' }],
  });
});
