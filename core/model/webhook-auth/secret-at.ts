// Finds one secret among the decrypted credentials of an owner.
import type { Credentials } from './webhook-auth.ts';

/** @throws Error if the credentials do not contain one value for the secret: a failure inside Herald */
export function secretAt(credentials: Credentials, path: string): string {
  const secret = secretOrListAt(credentials, path);
  if (typeof secret === 'string') return secret;
  throw new Error(`the credentials contain a list for ${path}`);
}

/** Like `secretAt`, for a secret that may be a list of values. */
export function secretOrListAt(credentials: Credentials, path: string): string | string[] {
  const secret = credentials[path];
  if (secret === undefined) throw new Error(`the credentials do not contain ${path}`);
  return secret;
}
