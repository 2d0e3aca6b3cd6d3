// Single writes that hold only while an item is as it was read.
import { type DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';

type Values = Record<string, unknown>;
/** The parts of an UpdateItem that say what changes, and under which condition. */
type Update = {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Values;
  ConditionExpression?: string;
};

/** Sets the attributes of `changes`, and removes those that are undefined. */
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
 * The same, on the condition that the item is as it was read.
 * @param read the attributes that must not have changed; undefined: the attribute must not exist
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

/** The condition of a Delete or Put that an item still has the version it was read with. */
export const ifVersion = (version: number) => ({
  ConditionExpression: '#version = :read_version',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':read_version': version },
});

const maxTries = 6;

/**
 * Makes a conditional write. Conflicts with transactions on the same item are retried.
 * @returns false if the condition failed
 */
export async function wasWritten(
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
