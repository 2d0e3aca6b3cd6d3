// A cache of decrypted credentials by owner, version and origins. A version never changes, so a cached value
// cannot be outdated; a target whose destination was moved does not find it.
import { LRUCache } from 'lru-cache';
import { type Credentials, credentialsSchema } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { SecretName } from '../../core/store/registry/secrets.ts';

export type ReadCredentials = (name: SecretName) => Promise<Credentials>;

/**
 * Caches up to 10,000 versions for an hour each. Concurrent reads of one version share a call.
 * @param readSecret reads and decrypts a version; returns the JSON of its credentials
 */
export function cacheCredentials(readSecret: (name: SecretName) => Promise<string>): ReadCredentials {
  const cache = new LRUCache<string, Credentials, SecretName>({
    max: 10_000,
    ttl: 3600 * 1000,
    fetchMethod: async (_key, _stale, { context }) => credentialsOf(await readSecret(context), context),
  });
  return async name => {
    const key = JSON.stringify([name.licensor, name.ownerId, name.version, name.origins]);
    const credentials = await cache.fetch(key, { context: name });
    if (credentials === undefined) throw new Error('reading a secret was aborted');
    return credentials;
  };
}

function credentialsOf(text: string, { ownerId, version }: SecretName): Credentials {
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch {
    // Without the cause, because an error of JSON.parse quotes the text, which is a secret.
    throw new Error(`version ${version} of the secret of ${ownerId} does not contain credentials`);
  }
}
