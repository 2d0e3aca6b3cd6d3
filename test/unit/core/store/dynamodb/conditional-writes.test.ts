// Batches of conditional writes: each statement has its own result, and transient failures are retried.

import type { BatchStatementErrorCodeEnum } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeConditionally } from '../../../../../core/store/dynamodb/conditional-write.ts';
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
  // The backoff between tries takes no time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const statementOf = (id: string) => insertStatement('table', { id });
const statements = (count: number) => items(count).map(statementOf);
const items = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`);
/** The results of `count` items; expects them in the order of the items. */
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

test('an insert omits attributes that are undefined', () => {
  expect(insertStatement('my-table', { id: 'a', gone: undefined, count: 1 })).toEqual({
    Statement: `INSERT INTO "my-table" VALUE {'id': ?, 'count': ?}`,
    Parameters: ['a', 1],
  });
});

test('an update sets attributes, removes undefined ones, and has the read values as its condition', () => {
  expect(updateStatement('my-table', { id: 'a' }, { count: 1 }, { count: 2, due: undefined })).toEqual({
    Statement: 'UPDATE "my-table" SET "count" = ? REMOVE "due" WHERE "id" = ? AND "count" = ?',
    Parameters: [2, 'a', 1],
  });
});

test('one call contains at most 25 statements', async () => {
  dynamo.on(BatchExecuteStatementCommand).callsFake(({ Statements }) => codes(...Array(Statements.length)));

  expect(await executed(60, () => true)).toEqual(Array(60).fill('WRITTEN'));
  expect(sizes()).toEqual([25, 25, 10]);
});

test('a failed condition affects only its own statement', async () => {
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
] as const)('a statement that failed with %s is retried, the others are not', async code => {
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
])('a whole call that failed with "%s" is retried', async error => {
  dynamo.on(BatchExecuteStatementCommand).rejectsOnce(error).resolves(codes(undefined, undefined));

  expect(await executed(2, () => true)).toEqual(['WRITTEN', 'WRITTEN']);
  expect(sizes()).toEqual([2, 2]);
});

test('statements that may not be retried are UNAVAILABLE', async () => {
  let tries = 2;
  dynamo.on(BatchExecuteStatementCommand).resolves(codes(undefined, 'ThrottlingError'));
  dynamo
    .on(BatchExecuteStatementCommand, { Statements: statements(2).slice(1) })
    .resolves(codes('ThrottlingError'));

  expect(await executed(2, () => tries-- > 0)).toEqual(['WRITTEN', 'UNAVAILABLE']);
  expect(sizes()).toEqual([2, 1, 1]);
});

test('an invalid statement is REFUSED without a retry, and the others are written', async () => {
  dynamo.on(BatchExecuteStatementCommand).resolves(codes('ValidationError', undefined));

  expect(await executed(2, () => true)).toEqual(['REFUSED', 'WRITTEN']);
  expect(sizes()).toEqual([2]);
});

test('a call without permission throws and is not retried', async () => {
  dynamo.on(BatchExecuteStatementCommand).rejects(serviceError('AccessDeniedException', 400));

  await expect(executed(1, () => true)).rejects.toThrow('AccessDeniedException');
  expect(sizes()).toEqual([1]);
});

test('a conflict with a transaction is retried; a failed condition is not', async () => {
  const command = new UpdateCommand({ TableName: 'table', Key: { id: 'a' } });
  dynamo.on(UpdateCommand).rejectsOnce(serviceError('TransactionConflictException', 400)).resolves({});

  expect(await writeConditionally(db, command)).toBe(true);
  expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(2);
  dynamo.on(UpdateCommand).rejects(serviceError('ConditionalCheckFailedException', 400));
  expect(await writeConditionally(db, command)).toBe(false);
  expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(3);
});

test('a write throws if it conflicts in every try or fails for another reason', async () => {
  const command = new UpdateCommand({ TableName: 'table', Key: { id: 'a' } });
  dynamo.on(UpdateCommand).rejects(serviceError('TransactionConflictException', 400));
  await expect(writeConditionally(db, command)).rejects.toThrow('TransactionConflictException');

  dynamo.on(UpdateCommand).rejects(serviceError('InternalServerError', 500));
  await expect(writeConditionally(db, command)).rejects.toThrow('InternalServerError');
});
