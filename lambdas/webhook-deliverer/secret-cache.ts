// Decrypted secrets by owner and version. A version never changes, so what is cached is never wrong.
import { LRUCache } from 'lru-cache';
import type { SecretName } from '../store/secrets.ts';

type ReadSecret = (name: SecretName) => Promise<string>;

/** Keeps up to 10,000 secrets for an hour; concurrent reads of one share a call. */
export function cacheSecrets(readSecret: ReadSecret): ReadSecret {
  const cache = new LRUCache<string, string, SecretName>({
    max: 10_000,
    ttl: 3600 * 1000,
    fetchMethod: (_key, _stale, { context }) => readSecret(context),
  });
  return async name => {
    const secret = await cache.fetch(`${name.licensor}#${name.ownerId}#${name.version}`, { context: name });
    if (secret === undefined) throw new Error('reading a secret was abandoned');
    return secret;
  };
}
