// A page of a listing, as the stores read it: by id, from after an id on.

/** @property after the id of the last item of the page before; the first page if undefined */
export type PageRequest = { limit: number; after?: string | undefined };
/** @property next the id to go on after; undefined on the last page */
export type Page<T> = { items: T[]; next?: string | undefined };
