// One all-or-nothing write to several items, with a sentence for each condition that may refuse it.
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../../model/api/herald-error.ts';
import { backoff } from './backoff.ts';

export type Action = {
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  /** What the caller is told when this action's condition fails. */
  refusal?: () => HeraldError;
};

const maxActions = 100;
const maxTries = 6;

/**
 * Writes all actions or none. Conflicts with other transactions are tried again; SDK retries are safe, since the SDK sends
 * a ClientRequestToken (DynamoDB API reference, TransactWriteItems).
 * @throws HeraldError the refusal of the first action whose condition failed; BAD_REQUEST for more than 100 actions;
 *   CONFLICT when others kept changing the same items, or when an item that several share would pass 400 kB
 */
export async function transact(db: DynamoDBDocumentClient, actions: readonly Action[]): Promise<void> {
  if (actions.length > maxActions) {
    throw new HeraldError(
      'BAD_REQUEST',
      `this changes ${actions.length} items at once, at most ${maxActions} are possible: do it in two steps`,
    );
  }
  for (let tries = 1; ; tries++) {
    const reasons = await cancellationOf(db, actions);
    if (reasons === undefined) return;
    const refused = actions.find((_, index) => reasons[index] === 'ConditionalCheckFailed');
    if (refused) throw refused.refusal?.() ?? new Error('a condition without a refusal failed');
    if (reasons.includes(tooLarge)) {
      throw new HeraldError(
        'CONFLICT',
        'too much is subscribed to one event type: name fewer targets, or shorter filters',
      );
    }
    if (tries === maxTries) {
      throw new HeraldError('CONFLICT', 'other requests are changing the same items: try again');
    }
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

/** An update that would make its item larger than DynamoDB's 400 kB is cancelled as a ValidationError like others; only the message tells. */
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
