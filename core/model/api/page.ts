// A page of a list, in the order of ids.

/** @property after the id of the previous page's last item; undefined for the first page */
export type PageRequest = { limit: number; after?: string | undefined };
/** @property next the `after` of the next page; undefined on the last page */
export type Page<T> = { items: T[]; next?: string | undefined };
