// Where a listing goes on: opaque tokens, useless to another licensor.
import { HeraldError } from '../../model/api/herald-error.ts';

/** DynamoDB takes sort keys of up to 1,024 bytes; ours are shorter. */
const maxItemId = 128;

/** A token for the page after `place`, e.g. an item id. */
export const pageTokenOf = (licensor: string, place: string): string =>
  Buffer.from(JSON.stringify([licensor, place])).toString('base64url');

/** The place that a token points after, undefined if it is no token of this licensor. */
export function placeIn(token: string, licensor: string): string | undefined {
  const parts = parse(token);
  const place: unknown = Array.isArray(parts) && parts[0] === licensor ? parts[1] : undefined;
  return typeof place === 'string' ? place : undefined;
}

/**
 * The item id that a token points after.
 * @param prefix what an item id of this listing begins with
 * @throws HeraldError BAD_REQUEST for a token that this listing did not give to this licensor
 */
export function readPageToken(token: string, licensor: string, prefix: string): string {
  const itemId = placeIn(token, licensor);
  if (itemId?.startsWith(prefix) && itemId.length <= maxItemId) return itemId;
  throw new HeraldError('BAD_REQUEST', 'nextToken: expected a token from the answer before this one');
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
