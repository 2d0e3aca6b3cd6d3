// The record that stays of a removed licensor. The events of a licensor are kept for 30 days under its name.
// Until then the name must not go to another organisation, because it could read them.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Action } from '../core/store/dynamodb/transaction.ts';
import { CommandError } from './command-error.ts';
import { nameOfOwner } from './owner.ts';

/** `removedAt`: ISO 8601. `by`: the ARN of the operator. */
const removalSchema = z.object({ licensor: z.string(), removedAt: z.string(), by: z.string() });
type Removal = z.output<typeof removalSchema>;

export const removalKey = (licensor: string) => ({ licensor, itemId: 'REMOVED' });

/** A day longer than events are kept: DynamoDB may delete an expired item some time later. */
const nameReservedMs = 32 * 24 * 3600 * 1000;

export const putRemoval = (table: string, removal: Removal): Action => ({
  write: { Put: { TableName: table, Item: { ...removalKey(removal.licensor), ...removal } } },
});

/** @throws CommandError if a licensor of this name was removed less than 32 days ago */
export async function requireFreeName(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  now: number,
): Promise<void> {
  const { Item } = await db.send(
    new GetCommand({ TableName: table, Key: removalKey(licensor), ConsistentRead: true }),
  );
  if (!Item) return;
  const free = Date.parse(removalSchema.parse(Item).removedAt) + nameReservedMs;
  if (now >= free) return;
  throw new CommandError(
    `a licensor ${nameOfOwner(licensor)} was removed, and its events are kept for 30 days: ` +
      `use another name, or wait until ${new Date(free).toISOString()}`,
  );
}
