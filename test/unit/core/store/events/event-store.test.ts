import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createDynamo } from '../../../../../core/store/dynamodb/dynamodb.ts';
import { createEvents } from '../../../../../core/store/events/events.ts';
import { eventOf } from '../../../../support/builders/records.ts';
import { eventItem } from '../../../../support/builders/stored-items.ts';

const db = createDynamo(new DynamoDBClient({}));
const dynamo = mockClient(db);
const events = createEvents(db, { events: 'events', eventPages: 'event-pages' });
beforeEach(() => dynamo.reset());

const taken = { Error: { Code: 'DuplicateItem' as const } };
const written = {};
/** The answers to the writes of the page and of the event. */
const answer = (page: object, event: object) =>
  dynamo
    .on(BatchExecuteStatementCommand)
    .resolvesOnce({ Responses: [page] })
    .resolves({ Responses: [event] });
const put = async () => (await events.put([eventOf()], () => false)).map(({ stored }) => stored);
const statements = () =>
  dynamo.commandCalls(BatchExecuteStatementCommand).map(({ args: [{ input }] }) => input.Statements ?? []);

test('an event with a new id is stored without a read, after the page that lists it', async () => {
  answer(written, written);

  expect(await put()).toEqual(['STORED']);
  expect(statements().map(([first]) => first?.Statement?.split(' VALUE ')[0])).toEqual([
    'INSERT INTO "event-pages"',
    'INSERT INTO "events"',
  ]);
  expect(dynamo.commandCalls(BatchGetCommand)).toEqual([]);
});

test.each([
  ['the same content', eventOf().contentHash, 'SAME_EXISTS'],
  ['other content', 'b'.repeat(64), 'OTHER_EXISTS'],
])('an event whose id is taken by an event with %s is reported as such', async (_, contentHash, expected) => {
  answer(written, taken);
  dynamo.on(BatchGetCommand).resolves({ Responses: { events: [eventItem(eventOf({ contentHash }))] } });

  expect(await put()).toEqual([expected]);
});

test('an event that DynamoDB did not accept in time is UNAVAILABLE', async () => {
  dynamo.on(BatchExecuteStatementCommand).rejects(new Error('ECONNRESET'));

  expect(await put()).toEqual(['UNAVAILABLE']);
});

test('an event whose page could not be written is not stored', async () => {
  answer({ Error: { Code: 'ThrottlingError' } }, written);

  expect(await put()).toEqual(['UNAVAILABLE']);
  expect(statements()).toHaveLength(1);
});

test('a page whose first write succeeded without an answer counts as written', async () => {
  answer(taken, written);

  expect(await put()).toEqual(['STORED']);
});

test('events of one call are in one page; those of another licensor or time are in others', async () => {
  dynamo.on(BatchExecuteStatementCommand).callsFake(({ Statements }) => ({
    Responses: Statements.map(() => ({})),
  }));
  const one = [eventOf({ eventId: 'b' }), eventOf({ eventId: 'a' })];
  const others = [eventOf({ licensor: 'other' }), eventOf({ acceptedAt: '2026-01-01T00:00:00.001Z' })];

  await events.put([...one, ...others], () => false);

  const [pages = []] = statements();
  expect(pages.map(({ Parameters = [] }) => Parameters.find(Array.isArray))).toEqual([
    ['b', 'a'],
    ['event-1'],
    ['event-1'],
  ]);
});
