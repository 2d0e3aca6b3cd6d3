// Statements by the batch: each has an outcome of its own, and what DynamoDB could not take for now is tried again.

import type { BatchStatementErrorCodeEnum } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { wasWritten } from '../../../../../core/store/dynamodb/conditional-write.ts';
import { createDynamo } from '../../../../../core/store/dynamodb/dynamodb.ts';
import {
  executeStatements,
  insertStatement,
  updateStatement,
} from '../../../../../core/store/dynamodb/statements.ts';

const db = createDynamo(new DynamoDBClient({}));
const dynamo = mockClient(db);
beforeEach(() => {
  dynamo.reset();
  // No waiting between tries.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const statementOf = (id: string) => insertStatement('table', { id });
const statements = (count: number) => items(count).map(statementOf);
const items = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`);
/** The outcomes, which must come with their items, in order. */
const executed = async (count: number, mayRetry: () => boolean) => {
  const outcomes = await executeStatements(db, items(count), statementOf, mayRetry);
  expect(outcomes.map(({ item }) => item)).toEqual(items(count));
  return outcomes.map(({ written }) => written);
};
const codes = (...Codes: (BatchStatementErrorCodeEnum | undefined)[]) => ({
  Responses: Codes.map(Code => (Code === undefined ? {} : { Error: { Code } })),
});
const sizes = () =>
  dynamo.commandCalls(BatchExecuteStatementCommand).map(call => call.args[0].input.Statements?.length);
const serviceError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test('an insert names its table and leaves out what is undefined', () => {
  expect(insertStatement('my-table', { id: 'a', gone: undefined, count: 1 })).toEqual({
    Statement: `INSERT INTO "my-table" VALUE {'id': ?, 'count': ?}`,
    Parameters: ['a', 1],
  });
});

test('an update sets, removes what is undefined, and holds only for the item as it was read', () => {
  expect(updateStatement('my-table', { id: 'a' }, { count: 1 }, { count: 2, due: undefined })).toEqual({
    Statement: 'UPDATE "my-table" SET "count" = ? REMOVE "due" WHERE "id" = ? AND "count" = ?',
    Parameters: [2, 'a', 1],
  });
});

test('statements go 25 to a call', async () => {
  dynamo.on(BatchExecuteStatementCommand).callsFake(({ Statements }) => codes(...Array(Statements.length)));

  expect(await executed(60, () => true)).toEqual(Array(60).fill('WRITTEN'));
  expect(sizes()).toEqual([25, 25, 10]);
});

test('a condition that fails is the outcome of its statement alone', async () => {
  dynamo
    .on(BatchExecuteStatementCommand)
    .resolves(codes(undefined, 'DuplicateItem', 'ConditionalCheckFailed', undefined));

  expect(await executed(4, () => true)).toEqual([
    'WRITTEN',
    'CONDITION_FAILED',
    'CONDITION_FAILED',
    'WRITTEN',
  ]);
});

test.each([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflict',
] as const)('a statement refused with %s is tried again, the others are not', async code => {
  dynamo
    .on(BatchExecuteStatementCommand)
    .resolvesOnce(codes(undefined, code, undefined))
    .resolvesOnce(codes(undefined));

  expect(await executed(3, () => true)).toEqual(Array(3).fill('WRITTEN'));
  expect(sizes()).toEqual([3, 1]);
});

test.each([
  serviceError('ThrottlingException', 400),
  serviceError('InternalServerError', 500),
  new Error('ECONNRESET'),
])('a call that fails as a whole with "%s" is tried again', async error => {
  dynamo.on(BatchExecuteStatementCommand).rejectsOnce(error).resolves(codes(undefined, undefined));

  expect(await executed(2, () => true)).toEqual(['WRITTEN', 'WRITTEN']);
  expect(sizes()).toEqual([2, 2]);
});

test('when there is no time left, what could not be written is UNAVAILABLE', async () => {
  let tries = 2;
  dynamo.on(BatchExecuteStatementCommand).resolves(codes(undefined, 'ThrottlingError'));
  dynamo
    .on(BatchExecuteStatementCommand, { Statements: statements(2).slice(1) })
    .resolves(codes('ThrottlingError'));

  expect(await executed(2, () => tries-- > 0)).toEqual(['WRITTEN', 'UNAVAILABLE']);
  expect(sizes()).toEqual([2, 1, 1]);
});

test('a statement that can never succeed is REFUSED, not tried again, and does not harm its neighbours', async () => {
  dynamo.on(BatchExecuteStatementCommand).resolves(codes('ValidationError', undefined));

  expect(await executed(2, () => true)).toEqual(['REFUSED', 'WRITTEN']);
  expect(sizes()).toEqual([2]);
});

test('a call that we may not make is thrown, not retried', async () => {
  dynamo.on(BatchExecuteStatementCommand).rejects(serviceError('AccessDeniedException', 400));

  await expect(executed(1, () => true)).rejects.toThrow('AccessDeniedException');
  expect(sizes()).toEqual([1]);
});

test('a write that meets a transaction on its item is tried again; a condition that fails is not', async () => {
  const command = new UpdateCommand({ TableName: 'table', Key: { id: 'a' } });
  dynamo.on(UpdateCommand).rejectsOnce(serviceError('TransactionConflictException', 400)).resolves({});

  expect(await wasWritten(db, command)).toBe(true);
  expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(2);
  dynamo.on(UpdateCommand).rejects(serviceError('ConditionalCheckFailedException', 400));
  expect(await wasWritten(db, command)).toBe(false);
  expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(3);
});

test('a write that keeps meeting transactions, or fails otherwise, throws', async () => {
  const command = new UpdateCommand({ TableName: 'table', Key: { id: 'a' } });
  dynamo.on(UpdateCommand).rejects(serviceError('TransactionConflictException', 400));
  await expect(wasWritten(db, command)).rejects.toThrow('TransactionConflictException');

  dynamo.on(UpdateCommand).rejects(serviceError('InternalServerError', 500));
  await expect(wasWritten(db, command)).rejects.toThrow('InternalServerError');
});
