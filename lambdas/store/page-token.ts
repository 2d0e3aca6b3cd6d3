// Pagination tokens: opaque, and useless to another licensor.
import { HeraldError } from '../domain/herald-error.ts';

/** DynamoDB takes sort keys of up to 1,024 bytes; ours are shorter. */
const maxItemId = 128;

const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** The token for the page after `itemId`. */
export const pageTokenOf = (licensor: string, itemId: string): string =>
  encode(JSON.stringify([licensor, itemId]));

/**
 * The item id that a token points after.
 * @param prefix what an item id of this listing begins with
 * @throws HeraldError BAD_REQUEST for a token that this listing did not give to this licensor
 */
export function readPageToken(token: string, licensor: string, prefix: string): string {
  const parts = parse(token);
  const itemId = Array.isArray(parts) && parts[0] === licensor ? parts[1] : undefined;
  if (typeof itemId === 'string' && itemId.startsWith(prefix) && itemId.length <= maxItemId) return itemId;
  throw new HeraldError('BAD_REQUEST', 'nextToken: expected a token from the answer before this one');
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
