// Partners' credentials, decrypted, by owner and version. A version never changes, so what is cached is never wrong.
import { LRUCache } from 'lru-cache';
import { type Credentials, credentialsSchema } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { SecretName } from '../../core/store/registry/secrets.ts';

export type ReadCredentials = (name: SecretName) => Promise<Credentials>;

/**
 * Keeps up to 10,000 owners' credentials for an hour; concurrent reads of the same ones share a call.
 * @param readSecret decrypts a version: the JSON of its credentials
 */
export function cacheCredentials(readSecret: (name: SecretName) => Promise<string>): ReadCredentials {
  const cache = new LRUCache<string, Credentials, SecretName>({
    max: 10_000,
    ttl: 3600 * 1000,
    fetchMethod: async (_key, _stale, { context }) => credentialsOf(await readSecret(context), context),
  });
  return async name => {
    const key = `${name.licensor}#${name.ownerId}#${name.version}`;
    const credentials = await cache.fetch(key, { context: name });
    if (credentials === undefined) throw new Error('reading a secret was abandoned');
    return credentials;
  };
}

function credentialsOf(text: string, { ownerId, version }: SecretName): Credentials {
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch {
    // Without the cause: a message of JSON.parse quotes what it could not read.
    throw new Error(`the secret of ${ownerId} in version ${version} holds no credentials`);
  }
}

/** @throws Error if the secret is not among them, which is our own failure */
export function secretAt(credentials: Credentials, path: string): string {
  const secret = credentials[path];
  if (secret === undefined) throw new Error(`the credentials hold no ${path}`);
  return secret;
}
