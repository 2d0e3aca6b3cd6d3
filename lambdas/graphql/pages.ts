// Lists: `first` and `after`, `nodes` and `pageInfo`, over the stores' pages.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { Page, PageRequest } from '../../core/store/registry/registry-items.ts';
import { inTermsOf } from './field-names.ts';

export const pageOptions = {
  /** The root fields that are lists. */
  fields: new Set(['authProfiles', 'eventSubscriptions', 'targets']),
  usual: 50,
  most: 100,
} as const;

export type PageArguments = { first?: number; after?: string };

/** @throws HeraldError BAD_REQUEST naming the argument */
export async function connectionOf<T, V>(
  { first = pageOptions.usual, after: nextToken }: PageArguments,
  list: (page: PageRequest) => Promise<Page<T>>,
  viewOf: (item: T) => V,
) {
  if (first < 1 || first > pageOptions.most) {
    throw new HeraldError('BAD_REQUEST', `first: expected a number from 1 to ${pageOptions.most}`);
  }
  const page = await inTermsOf({ nextToken: 'after' }, () => list({ limit: first, nextToken }));
  return {
    nodes: page.items.map(viewOf),
    pageInfo: { hasNextPage: page.nextToken !== undefined, endCursor: page.nextToken },
  };
}
