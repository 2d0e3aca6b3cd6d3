// Lists: `first` and `after` in, `nodes` and `pageInfo` out, over the pages of the stores.
import { badRequest } from '../../core/model/api/herald-error.ts';
import type { Page, PageRequest } from '../../core/model/api/page.ts';
import { readPage } from '../../core/runtime/http/paging.ts';

export const pageOptions = {
  /** The root fields that are lists. */
  fields: new Set(['authProfiles', 'eventSubscriptions', 'targets']),
  usual: 50,
  most: 100,
} as const;

/**
 * @param name what the list holds, as in the REST path
 * @throws HeraldError BAD_REQUEST naming the argument
 */
export async function connectionOf<T, V>(
  licensor: string,
  name: string,
  { first = pageOptions.usual, after }: { first?: number | undefined; after?: string | undefined },
  list: (page: PageRequest) => Promise<Page<T>>,
  viewOf: (item: T) => V,
) {
  if (first < 1 || first > pageOptions.most) {
    throw badRequest(['first'], `expected a number from 1 to ${pageOptions.most}`);
  }
  const listing = { licensor, name, tokenField: ['after'] };
  const { items, nextToken } = await readPage(listing, { limit: first, nextToken: after }, list);
  return {
    nodes: items.map(viewOf),
    pageInfo: { hasNextPage: nextToken !== undefined, endCursor: nextToken },
  };
}
