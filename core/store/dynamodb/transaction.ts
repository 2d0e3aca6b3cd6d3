// One all-or-nothing write to several items. Each condition says what it means if it fails.
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
  /** What the failure of this action's condition means. */
  refusal?: StoreRefusal;
};

/** DynamoDB API Reference, TransactWriteItems. */
const maxActions = 100;
const maxTries = 6;

/**
 * Writes all actions or none. Conflicts with other transactions are retried. Retries by the SDK are safe, because the SDK
 * sends a ClientRequestToken (DynamoDB API Reference, TransactWriteItems).
 * @throws StoreError the refusal of the first action whose condition failed; TOO_MANY_ITEMS for more than 100 actions;
 *   CONTENTION if others kept changing the same items; ITEM_TOO_LARGE if an item would exceed 400 kB
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
    if (failed) throw new Error('a condition failed that has no refusal');
    if (reasons.includes(tooLarge)) throw new StoreError({ kind: 'ITEM_TOO_LARGE' });
    if (tries === maxTries) throw new StoreError({ kind: 'CONTENTION' });
    await backoff(tries);
  }
}

/** The reason codes by action if DynamoDB cancelled the transaction, undefined if it was written. */
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
    if (!reasons.some(code => understood.has(code ?? ''))) throw error;
    return reasons;
  }
}

/** DynamoDB cancels an update that would exceed 400 kB as a ValidationError; only the message tells it from others. */
const tooLarge = 'ItemTooLarge';
const codeOf = ({ Code, Message = '' }: CancellationReason): string | undefined =>
  Code === 'ValidationError' && /item size/i.test(Message) ? tooLarge : Code;

const understood = new Set([
  'ConditionalCheckFailed',
  tooLarge,
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
