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
  // No waiting between tries.
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

test('all actions go in one call', async () => {
  await transact(db, [action('a'), action('b')]);

  expect(calls().map(call => call.args[0].input.TransactItems)).toEqual([
    [action('a').write, action('b').write],
  ]);
});

test('the refusal is that of the first action whose condition failed', async () => {
  dynamo
    .on(TransactWriteCommand)
    .rejects(cancelled('None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'));

  await expect(transact(db, [action('a'), action('b'), action('c')])).rejects.toMatchObject({
    refusal: { kind: 'TARGET_MISSING', targetId: 'b' },
  });
  expect(calls()).toHaveLength(1);
});

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  'a transaction cancelled by %s is tried again',
  async code => {
    dynamo.on(TransactWriteCommand).rejectsOnce(cancelled(code, 'None')).resolves({});

    await transact(db, [action('a'), action('b')]);

    expect(calls()).toHaveLength(2);
  },
);

test('others who keep changing the same items end in CONTENTION', async () => {
  dynamo.on(TransactWriteCommand).rejects(cancelled('TransactionConflict'));

  await expect(transact(db, [action('a')])).rejects.toMatchObject({ refusal: { kind: 'CONTENTION' } });
  expect(calls().length).toBeGreaterThan(1);
});

test('a transaction cancelled for another reason is our own failure', async () => {
  dynamo.on(TransactWriteCommand).rejects(cancelled('ValidationError'));

  await expect(transact(db, [action('a')])).rejects.toBeInstanceOf(TransactionCanceledException);
});

test('an item that would exceed the size that DynamoDB allows is ITEM_TOO_LARGE', async () => {
  const Message = 'Item size to update has exceeded the maximum allowed size';
  const CancellationReasons = [{ Code: 'None' }, { Code: 'ValidationError', Message }];
  const error = new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
  dynamo.on(TransactWriteCommand).rejects(error);

  await expect(transact(db, [action('a'), action('b')])).rejects.toMatchObject({
    refusal: { kind: 'ITEM_TOO_LARGE' },
  });
  expect(calls()).toHaveLength(1);
});

test('more than 100 actions are refused before DynamoDB is asked', async () => {
  const actions = Array.from({ length: 101 }, (_, index) => action(`a${index}`));

  await expect(transact(db, actions)).rejects.toMatchObject({
    refusal: { kind: 'TOO_MANY_ITEMS', items: 101, most: 100 },
  });
  expect(calls()).toEqual([]);
});
