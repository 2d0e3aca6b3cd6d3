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
const events = createEvents(db, 'events');
beforeEach(() => dynamo.reset());

const taken = { Responses: [{ Error: { Code: 'DuplicateItem' as const } }] };
const put = async () => (await events.put([eventOf()], () => false)).map(({ stored }) => stored);

test('an event with a new id is stored without a read', async () => {
  dynamo.on(BatchExecuteStatementCommand).resolves({ Responses: [{}] });

  expect(await put()).toEqual(['STORED']);
  expect(dynamo.commandCalls(BatchGetCommand)).toEqual([]);
});

test.each([
  ['the same content', eventOf().contentHash, 'SAME_EXISTS'],
  ['other content', 'b'.repeat(64), 'OTHER_EXISTS'],
])('an event whose id is taken by an event with %s is reported as such', async (_, contentHash, expected) => {
  dynamo.on(BatchExecuteStatementCommand).resolves(taken);
  dynamo.on(BatchGetCommand).resolves({ Responses: { events: [eventItem(eventOf({ contentHash }))] } });

  expect(await put()).toEqual([expected]);
});

test('an event that DynamoDB did not accept in time is UNAVAILABLE', async () => {
  dynamo.on(BatchExecuteStatementCommand).rejects(new Error('ECONNRESET'));

  expect(await put()).toEqual(['UNAVAILABLE']);
});
