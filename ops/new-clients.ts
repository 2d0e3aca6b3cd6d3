// Makes clients of an owner: access keys and OAuth clients. They are stored by owner-clients.ts.
import { randomBytes } from 'node:crypto';
import { accessKeyBytes, makeAccessKey } from '../core/model/api/access-key.ts';
import type { Client } from '../core/model/api/client.ts';
import { scopes as allScopes } from '../lambdas/authorizer/contract.ts';
import { UsageError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { createOauthClient, deleteOauthClient, type OauthCredentials } from './oauth-clients.ts';
import { platform, scopesOfOwner } from './owner.ts';
import { clientOf, type WithUsageKey } from './owner-writes.ts';

/** `validUntil`: when the key ends, ISO 8601; undefined for never. */
type AccessKeyFields = { name: string; scopes: readonly string[]; validUntil?: string };

/** What the owner gets, once: `key` is stored nowhere. */
export type AccessKeyCredentials = AccessKeyFields & { key: string; id: string };

/** A client that is not stored yet. `takeBack` removes what was made of it elsewhere. */
export type NewClient<Credentials> = {
  client: Client;
  credentials: Credentials;
  takeBack: () => Promise<void>;
};

/** The scopes of an access key. @throws UsageError for a read-only key of the platform */
export function scopesOfKey(owner: string, readOnly: boolean): readonly string[] {
  if (!readOnly) return scopesOfOwner(owner);
  if (owner === platform) throw new UsageError('--read-only: a key of the platform only publishes');
  return [allScopes.read];
}

export function newAccessKey(
  { stage }: Pick<Deployment, 'stage'>,
  owner: WithUsageKey,
  fields: AccessKeyFields,
): NewClient<AccessKeyCredentials> {
  const { key, hash, id } = makeAccessKey(stage, randomBytes(accessKeyBytes));
  const { name, scopes, validUntil } = fields;
  const accessKey = { hash, name, scopes: [...scopes], createdAt: new Date().toISOString() };
  return {
    client: clientOf(owner, id, { accessKey, ...(validUntil !== undefined && { validUntil }) }),
    credentials: { key, id, ...fields },
    takeBack: async () => {},
  };
}

/** @param clientId of a client that exists at another issuer. @throws CommandError, see `checkOauth` */
export async function newOauthClient(
  deployment: Deployment,
  owner: WithUsageKey,
  clientId?: string,
): Promise<NewClient<OauthCredentials>> {
  const credentials = await createOauthClient(deployment, owner.licensor, clientId);
  return {
    client: clientOf(owner, credentials.clientId),
    credentials,
    takeBack: async () => {
      if (clientId === undefined) await deleteOauthClient(deployment, credentials.clientId);
    },
  };
}
