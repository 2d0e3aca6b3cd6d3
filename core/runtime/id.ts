// Ids of new resources.
import { createHash } from 'node:crypto';
import { ulid } from 'ulid';

/** A new id: unique, and later ones sort after earlier ones. */
export const newId = (): string => ulid();

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The id of the resource that a request with an `Idempotency-Key` makes: the same for the same request. It looks like any other. */
export function idOfKey(licensor: string, route: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([licensor, route, key]))
    .digest();
  return [...digest.subarray(0, 26)].map(byte => crockford[byte % 32]).join('');
}

/** Whether a caller's text can be an id of ours at all; DynamoDB takes no key of any length. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);
