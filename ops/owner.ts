// An owner of clients: a licensor, or the platform. Each has one item in the Registry.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Client } from '../core/model/api/client.ts';
import { licensorRecordSchema } from '../core/model/api/licensor.ts';
import { platformOwner } from '../core/store/registry/licensors.ts';
import { accessKeyKey, clientKey, licensorKey } from '../core/store/registry/registry-key.ts';
import { scopesOf } from '../lambdas/authorizer/contract.ts';
import { CommandError } from './command-error.ts';

export const platform = platformOwner;

/** A licensor's record, with what only onboarding needs. The platform's has the same fields. */
export const ownerSchema = licensorRecordSchema.extend({
  licensor: z.string(),
  /** Its OAuth clients. */
  clientIds: z.array(z.string()),
  /** The hashes of its access keys. Herald 0.2 knew none. */
  accessKeys: z.array(z.string()).default([]),
  /** Of the API key of its throttle; undefined if all its clients are disabled, because keys are scarce. */
  usageKey: z.string().optional(),
  /** The last one that it had. */
  usageKeyId: z.string(),
});
export type Owner = z.output<typeof ownerSchema>;

/** How an owner's record names its clients. */
export const referencesTo = (clients: readonly Client[]): Pick<Owner, 'clientIds' | 'accessKeys'> => ({
  clientIds: clients.filter(({ accessKey }) => !accessKey).map(({ clientId }) => clientId),
  accessKeys: clients.flatMap(({ accessKey }) => (accessKey ? [accessKey.hash] : [])),
});

/** The keys of the items of an owner's clients. */
export const clientKeysOf = ({ clientIds, accessKeys }: Owner) => [
  ...clientIds.map(clientKey),
  ...accessKeys.map(accessKeyKey),
];

export const scopesOfOwner = (owner: string): readonly string[] =>
  scopesOf[owner === platform ? 'platform' : 'partner'];

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
