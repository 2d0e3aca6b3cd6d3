// A write of several items, all or none (DynamoDB API Reference, TransactWriteItems).
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';
import { StoreError, type StoreRefusal } from '../store-error.ts';

export type Action = {
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  /** The refusal to throw if the condition of this action fails; required if it has a condition. */
  refusal?: StoreRefusal;
};

/** DynamoDB API Reference, TransactWriteItems. */
const maxActions = 100;
const maxTries = 6;

/**
 * Writes all actions or none. Retries conflicts with other transactions. The SDK's own retries are safe,
 * because it sends a ClientRequestToken.
 * @throws StoreError the refusal of the first action whose condition failed; TOO_MANY_ITEMS for more than 100
 *   actions; CONTENTION if conflicts persist; ITEM_TOO_LARGE if an item would exceed 400 kB
 */
export async function transact(db: DynamoDBDocumentClient, actions: readonly Action[]): Promise<void> {
  if (actions.length > maxActions) {
    throw new StoreError({ kind: 'TOO_MANY_ITEMS', items: actions.length, most: maxActions });
  }
  for (let tries = 1; ; tries++) {
    const reasons = await cancellationOf(db, actions);
    if (reasons === undefined) return;
    const failed = actions.find((_, index) => reasons[index] === 'ConditionalCheckFailed');
    if (failed?.refusal) throw new StoreError(failed.refusal);
    if (failed) throw new Error('the failed condition has no refusal');
    if (reasons.includes(tooLarge)) throw new StoreError({ kind: 'ITEM_TOO_LARGE' });
    if (tries === maxTries) throw new StoreError({ kind: 'CONTENTION' });
    await backoff(tries);
  }
}

/**
 * @returns the reason code of each action if DynamoDB cancelled the transaction; undefined if it was written
 */
async function cancellationOf(
  db: DynamoDBDocumentClient,
  actions: readonly Action[],
): Promise<(string | undefined)[] | undefined> {
  try {
    await db.send(new TransactWriteCommand({ TransactItems: actions.map(action => action.write) }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons?.map(codeOf) ?? [];
    if (!reasons.some(code => knownCodes.has(code ?? ''))) throw error;
    return reasons;
  }
}

/**
 * DynamoDB reports an item over 400 kB as a ValidationError; only the message distinguishes it from others.
 */
const tooLarge = 'ItemTooLarge';
const codeOf = ({ Code, Message = '' }: CancellationReason): string | undefined =>
  Code === 'ValidationError' && /item size/i.test(Message) ? tooLarge : Code;

const knownCodes = new Set([
  'ConditionalCheckFailed',
  tooLarge,
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
