// An owner of clients: a licensor, or the platform. Each has one item in the Registry.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { licensorRecordSchema } from '../core/model/api/licensor.ts';
import { licensorKey } from '../core/store/registry/registry-key.ts';
import { CommandError } from './command-error.ts';

/** No licensor can have this name: "#" is not allowed in one. */
export const platform = '#platform';

/** A licensor's record, with what only onboarding needs. The platform's has the same fields. */
export const ownerSchema = licensorRecordSchema.extend({
  licensor: z.string(),
  clientIds: z.array(z.string()),
  usageKey: z.string(),
  usageKeyId: z.string(),
});
export type Owner = z.output<typeof ownerSchema>;

export const nameOfOwner = (owner: string): string => (owner === platform ? 'platform' : owner);

/** For example `licensor acme`, `the platform`. */
export const describeOwner = (owner: string): string =>
  owner === platform ? 'the platform' : `licensor ${owner}`;

export const notOnboarded = (owner: string): CommandError =>
  new CommandError(`${describeOwner(owner)} is not onboarded`);

export async function findOwner(
  db: DynamoDBDocumentClient,
  table: string,
  owner: string,
): Promise<Owner | undefined> {
  const { Item } = await db.send(
    new GetCommand({ TableName: table, Key: licensorKey(owner), ConsistentRead: true }),
  );
  return Item && ownerSchema.parse(Item);
}
