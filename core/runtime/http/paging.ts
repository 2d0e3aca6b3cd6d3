// Pages of a list in the API: a `limit` and an opaque token, which is valid only for the same licensor and
// list.
import * as z from 'zod';
import { badRequest, type Path } from '../../model/api/herald-error.ts';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { isId } from '../id.ts';

export const pageLimit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, 'expected a number from 1 to 100')
  .transform(Number)
  .default(50)
  .meta({
    description: 'How many at most',
    // Query parameters are text. Generated clients take a number.
    override: { type: 'integer', pattern: undefined, minimum: 1, maximum: 100, default: 50 },
  });

/** The query parameters of a list. */
export const pageQuery = {
  limit: pageLimit,
  nextToken: z.string().min(1).optional().describe('From the previous page'),
};
export const pageQuerySchema = z.strictObject(pageQuery);

/** `name`: what is listed. `tokenField`: the name of the token parameter, for error messages. */
type Listing = { licensor: string; name: string; tokenField: Path };

/**
 * Reads one page.
 * @param list reads a page from the store
 * @throws HeraldError BAD_REQUEST for a token that is not valid for this licensor and list
 */
export async function readPage<T>(
  { licensor, name, tokenField }: Listing,
  { limit, nextToken }: { limit: number; nextToken?: string | undefined },
  list: (page: PageRequest) => Promise<Page<T>>,
): Promise<{ items: T[]; nextToken?: string }> {
  const after = nextToken === undefined ? undefined : readTokenOf([licensor, name], nextToken);
  if (nextToken !== undefined && (after === undefined || !isId(after))) {
    throw badRequest(tokenField, 'expected the token of the previous page');
  }
  const { items, next } = await list({ limit, after });
  return next === undefined ? { items } : { items, nextToken: tokenOf([licensor, name], next) };
}

/**
 * Encodes a value as an opaque token. The token is not secret and not signed.
 * @param scope must be the same when the token is read
 */
export const tokenOf = (scope: readonly string[], value: string): string =>
  Buffer.from(JSON.stringify([...scope, value])).toString('base64url');

/** @returns the value in a token; undefined if the token is malformed or has another scope */
export function readTokenOf(scope: readonly string[], token: string): string | undefined {
  const parts = parse(token);
  if (!Array.isArray(parts) || parts.length !== scope.length + 1) return undefined;
  const value: unknown = parts.at(-1);
  return scope.every((name, index) => parts[index] === name) && typeof value === 'string' ? value : undefined;
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
