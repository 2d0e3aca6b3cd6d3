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
