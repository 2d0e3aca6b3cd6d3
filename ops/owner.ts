// Who has clients: a licensor, or the platform itself. One item in the Registry each, beside those of the clients.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { licensorRecordSchema } from '../core/model/api/licensor.ts';
import { licensorKey } from '../core/store/registry/registry-key.ts';

/** Licensors' names hold no "#". */
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
