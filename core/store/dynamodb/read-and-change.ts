// Changes an item in a way that depends on its content, while other functions do the same: read, decide, and
// write if the item still has the version that was read.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { backoff } from '../../runtime/aws/aws-error.ts';
import { updateIfAsRead, writeConditionally } from './conditional-write.ts';

type Values = Record<string, unknown>;
/** `changes`: attributes to set; undefined if the item stays as it is. */
type Decision<T> = { answer: T; changes?: Values };

const maxTries = 6;

/**
 * @param place the table and the key of an item with a numeric attribute `version`, which this function
 *   counts up
 * @param decide called with the item, again after each conflict; undefined if there is no item
 * @returns the answer of `decide`; undefined if others changed the item in each of six tries
 */
export async function readAndChange<T>(
  db: DynamoDBDocumentClient,
  place: { TableName: string; Key: Record<string, string> },
  decide: (item: Values | undefined) => Decision<T>,
): Promise<T | undefined> {
  for (let tries = 1; ; tries++) {
    const { Item } = await db.send(new GetCommand({ ...place, ConsistentRead: true }));
    const { answer, changes } = decide(Item);
    if (!changes) return answer;
    const read: unknown = Item?.['version'];
    const version = typeof read === 'number' ? read + 1 : 1;
    const update = updateIfAsRead({ ...changes, version }, { version: read });
    if (await writeConditionally(db, new UpdateCommand({ ...place, ...update }))) return answer;
    if (tries === maxTries) return undefined;
    await backoff(tries);
  }
}
