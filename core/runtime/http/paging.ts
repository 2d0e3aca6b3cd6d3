// Pages in the API: `limit` and an opaque token, which is of no use to another licensor or in another listing.
import * as z from 'zod';
import { badRequest, type Path } from '../../model/api/herald-error.ts';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { isId } from '../id.ts';

export const pageLimit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, 'expected a number from 1 to 100')
  .transform(Number)
  .default(50);

/** The query parameters of a listing. */
export const pageQuery = { limit: pageLimit, nextToken: z.string().min(1).optional() };

/** Whose listing it is, what it lists, and the caller's name of the token. */
type Listing = { licensor: string; name: string; tokenField: Path };

/**
 * Reads one page.
 * @param list the store's listing
 * @throws HeraldError BAD_REQUEST for a token that this listing did not give to this licensor
 */
export async function readPage<T>(
  { licensor, name, tokenField }: Listing,
  { limit, nextToken }: { limit: number; nextToken?: string | undefined },
  list: (page: PageRequest) => Promise<Page<T>>,
): Promise<{ items: T[]; nextToken?: string }> {
  const after = nextToken === undefined ? undefined : readTokenOf([licensor, name], nextToken);
  if (nextToken !== undefined && (after === undefined || !isId(after))) {
    throw badRequest(tokenField, 'expected a token from the answer before this one');
  }
  const { items, next } = await list({ limit, after });
  return next === undefined ? { items } : { items, nextToken: tokenOf([licensor, name], next) };
}

/** An opaque token that holds a value. @param scope what the reader must name again */
export const tokenOf = (scope: readonly string[], value: string): string =>
  Buffer.from(JSON.stringify([...scope, value])).toString('base64url');

/** @returns the value that a token holds, or undefined if it is not a token of this scope */
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
