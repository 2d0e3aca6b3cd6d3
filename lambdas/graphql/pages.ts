// Lists in GraphQL: arguments `first` and `after`, result `nodes` and `pageInfo`.
import { badRequest } from '../../core/model/api/herald-error.ts';
import type { Page, PageRequest } from '../../core/model/api/page.ts';
import { readPage } from '../../core/runtime/http/paging.ts';

export const pageOptions = {
  /** The root fields that are lists. */
  fields: new Set(['authProfiles', 'changes', 'deliveries', 'eventSubscriptions', 'replays', 'targets']),
  default: 50,
  max: 100,
} as const;

/**
 * @param name the name of the list in the REST path
 * @throws HeraldError BAD_REQUEST that names the argument
 */
export async function connectionOf<T, V>(
  licensor: string,
  name: string,
  { first = pageOptions.default, after }: { first?: number | undefined; after?: string | undefined },
  list: (page: PageRequest) => Promise<Page<T>>,
  viewOf: (item: T) => V,
) {
  if (first < 1 || first > pageOptions.max) {
    throw badRequest(['first'], `expected a number from 1 to ${pageOptions.max}`);
  }
  const listing = { licensor, name, tokenField: ['after'] };
  const { items, nextToken } = await readPage(listing, { limit: first, nextToken: after }, list);
  return {
    nodes: items.map(viewOf),
    pageInfo: { hasNextPage: nextToken !== undefined, endCursor: nextToken },
  };
}
