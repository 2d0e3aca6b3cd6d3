// Ids of resources and events.
import { createHash } from 'node:crypto';
import { encodeTime, ulid } from 'ulid';

/**
 * A new ULID: unique, and sorts after ids of an earlier millisecond.
 * @param time milliseconds since the epoch; now by default
 */
export const newId = (time?: number): string => ulid(time);

/**
 * Sorts before each ULID of this time or later, and after each earlier one.
 * @param time milliseconds since the epoch; no ULID is earlier than that
 */
export const idFloor = (time: number): string => encodeTime(Math.max(0, time), 10);

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The id of the resource that a request with an `Idempotency-Key` creates: a hash, in the alphabet and length
 * of a ULID.
 */
export function idOfKey(licensor: string, route: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([licensor, route, key]))
    .digest();
  return [...digest.subarray(0, 26)].map(byte => crockford[byte % 32]).join('');
}

/**
 * Whether a string from a caller has the form of an id. DynamoDB rejects keys that are too long, so check
 * before a read.
 */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);
