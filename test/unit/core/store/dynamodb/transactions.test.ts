import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDynamo } from '../../../../../core/store/dynamodb/dynamodb.ts';
import { type Action, transact } from '../../../../../core/store/dynamodb/transaction.ts';

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

const action = (name: string): Action => ({
  write: { Put: { TableName: 'table', Item: { id: name } } },
  refusal: { kind: 'TARGET_MISSING', targetId: name },
});
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map(Code => ({ Code })),
  });
const calls = () => dynamo.commandCalls(TransactWriteCommand);

test('one call contains all actions', async () => {
  await transact(db, [action('a'), action('b')]);

  expect(calls().map(call => call.args[0].input.TransactItems)).toEqual([
    [action('a').write, action('b').write],
  ]);
});

test('the error has the refusal of the first action whose condition failed', async () => {
  dynamo
    .on(TransactWriteCommand)
    .rejects(cancelled('None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'));

  await expect(transact(db, [action('a'), action('b'), action('c')])).rejects.toMatchObject({
    refusal: { kind: 'TARGET_MISSING', targetId: 'b' },
  });
  expect(calls()).toHaveLength(1);
});

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  'a transaction cancelled with %s is retried',
  async code => {
    dynamo.on(TransactWriteCommand).rejectsOnce(cancelled(code, 'None')).resolves({});

    await transact(db, [action('a'), action('b')]);

    expect(calls()).toHaveLength(2);
  },
);

test('a transaction that conflicts in every try throws CONTENTION', async () => {
  dynamo.on(TransactWriteCommand).rejects(cancelled('TransactionConflict'));

  await expect(transact(db, [action('a')])).rejects.toMatchObject({ refusal: { kind: 'CONTENTION' } });
  expect(calls().length).toBeGreaterThan(1);
});

test('a transaction cancelled for an unknown reason throws the error of the SDK', async () => {
  dynamo.on(TransactWriteCommand).rejects(cancelled('ValidationError'));

  await expect(transact(db, [action('a')])).rejects.toBeInstanceOf(TransactionCanceledException);
});

test('an item over the size limit of DynamoDB throws ITEM_TOO_LARGE', async () => {
  const Message = 'Item size to update has exceeded the maximum allowed size';
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ValidationError', Message }];
  const error = new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
  dynamo.on(TransactWriteCommand).rejects(error);

  await expect(transact(db, [action('a'), action('b')])).rejects.toMatchObject({
    refusal: { kind: 'ITEM_TOO_LARGE' },
  });
  expect(calls()).toHaveLength(1);
});

test('more than 100 actions throw TOO_MANY_ITEMS without a call', async () => {
  const actions = Array.from({ length: 101 }, (_, index) => action(`a${index}`));

  await expect(transact(db, actions)).rejects.toMatchObject({
    refusal: { kind: 'TOO_MANY_ITEMS', items: 101, most: 100 },
  });
  expect(calls()).toEqual([]);
});
