// The signing secret that Herald makes for a new target or auth profile that is signed but has no secret.
import { randomBytes } from 'node:crypto';
import { type SplitAuth, signerOf } from '../model/webhook-auth/webhook-auth.ts';

const keyBytes = 32;

/** Standard Webhooks 1.0, "Signature scheme": `whsec_` and the base64 of 24 to 64 random bytes. */
const newSecret = (): string => `whsec_${randomBytes(keyBytes).toString('base64')}`;

/**
 * Adds a signing secret if the request has none.
 * @returns `hmacSecret` is the new secret, which is shown only in this request's answer; undefined if the
 *   request has its own, or no signature
 */
export function withGeneratedSecret(split: SplitAuth): { split: SplitAuth; hmacSecret: string | undefined } {
  const name = signerOf(split.auth)?.secretPath;
  if (name === undefined || split.credentials[name] !== undefined) return { split, hmacSecret: undefined };
  const hmacSecret = newSecret();
  const credentials = { ...split.credentials, [name]: hmacSecret };
  const missing = split.missing.filter(path => path.join('.') !== name);
  return { split: { ...split, credentials, missing }, hmacSecret };
}
