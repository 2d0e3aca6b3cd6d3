// Conditional writes of one item: they succeed only if the item has not changed since it was read.
import { type DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';

type Values = Record<string, unknown>;
/** The expressions of an UpdateItem. */
type Update = {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Values;
  ConditionExpression?: string;
};

/** An update that sets the attributes of `changes`. It removes an attribute if its value is undefined. */
export function updateOf(changes: Values): Update {
  const names = Object.keys(changes);
  const set = names.filter(name => changes[name] !== undefined);
  const removed = names.filter(name => changes[name] === undefined);
  const clauses = [
    set.length > 0 && `SET ${set.map(name => `#${name} = :${name}`).join(', ')}`,
    removed.length > 0 && `REMOVE ${removed.map(name => `#${name}`).join(', ')}`,
  ];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(name => [`:${name}`, changes[name]])),
    }),
  };
}

/**
 * Like `updateOf`, with the condition that the attributes in `read` have not changed.
 * @param read the values that were read; undefined means that the attribute must not exist
 */
export function updateIfAsRead(changes: Values, read: Values): Update & { ConditionExpression: string } {
  const update = updateOf(changes);
  const known = Object.entries(read).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: update.UpdateExpression,
    ConditionExpression: Object.entries(read)
      .map(([name, value]) =>
        value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :read_${name}`,
      )
      .join(' AND '),
    ExpressionAttributeNames: {
      ...update.ExpressionAttributeNames,
      ...Object.fromEntries(Object.keys(read).map(name => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ...Object.fromEntries(known.map(([name, value]) => [`:read_${name}`, value])),
    },
  };
}

/** The condition of a Delete or Put: the item still has the given version. */
export const ifVersion = (version: number) => ({
  ConditionExpression: '#version = :read_version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':read_version': version },
});

const maxTries = 6;

/**
 * Makes a conditional write, and retries it if a transaction on the same item conflicts with it.
 * @returns whether it was written; false if the condition failed
 * @throws any other error of DynamoDB
 */
export async function writeConditionally(
  db: DynamoDBDocumentClient,
  command: UpdateCommand | DeleteCommand,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      // `send` has an overload per command, and none for both.
      await (command instanceof UpdateCommand ? db.send(command) : db.send(command));
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'ConditionalCheckFailedException') return false;
      if (name !== 'TransactionConflictException' || tries === maxTries) throw error;
      await backoff(tries);
    }
  }
}
