// A page of a list, in the order of ids.
import * as z from 'zod';

/** @property after the id of the previous page's last item; undefined for the first page */
export type PageRequest = { limit: number; after?: string | undefined };
/** @property next the `after` of the next page; undefined on the last page */
export type Page<T> = { items: T[]; next?: string | undefined };

/** The field of an answer that is a page. */
export const nextPage = {
  nextToken: z.string().optional().describe('For the next page; absent on the last one'),
};

/** Reads all pages of a list, each when it is asked for. @param limit items of a page */
export async function* pagesOf<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  limit = 100,
): AsyncGenerator<T[]> {
  let after: string | undefined;
  do {
    const { items, next } = await list({ limit, after });
    yield items;
    after = next;
  } while (after !== undefined);
}

/** @returns all items of a list. @param limit items of a page */
export async function allItemsOf<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  limit?: number,
): Promise<T[]> {
  const all: T[] = [];
  for await (const items of pagesOf(list, limit)) all.push(...items);
  return all;
}
