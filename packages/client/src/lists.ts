// Lists of the API as async iterators. The names are those of the paths.
import { fieldOf, notAnApi, textIn } from './herald-error.ts';
import type { ListPath, PageOf, QueryOf } from './paths.ts';

const prefix = '/{licensor}/notifications';
/** The path of each list, and the field of its pages that has the items. A test checks that none is missing. */
export const lists = {
  targets: { path: `${prefix}/targets`, items: 'targets' },
  authProfiles: { path: `${prefix}/auth-profiles`, items: 'authProfiles' },
  subscriptions: { path: `${prefix}/subscriptions`, items: 'subscriptions' },
  deliveries: { path: `${prefix}/deliveries`, items: 'deliveries' },
  replays: { path: `${prefix}/replays`, items: 'replays' },
  changes: { path: `${prefix}/changes`, items: 'changes' },
  statistics: { path: `${prefix}/statistics`, items: 'targets' },
  statements: { path: `${prefix}/statements`, items: 'targets' },
  portalSessions: { path: `${prefix}/portal-sessions`, items: 'sessions' },
  members: { path: `${prefix}/members`, items: 'members' },
  /** For operators */
  licensors: { path: '/operator/licensors', items: 'licensors' },
} as const satisfies Record<string, { path: ListPath; items: string }>;

type ListName = keyof typeof lists;
type PathOf<Name extends ListName> = (typeof lists)[Name]['path'];
type ItemOf<Name extends ListName> =
  PageOf<PathOf<Name>> extends Record<(typeof lists)[Name]['items'], (infer Item)[]> ? Item : never;
/** `targetId` makes one target of the list of targets, which is no page. */
type Filter<Name extends ListName> = Omit<
  QueryOf<PathOf<Name>>,
  Name extends 'targets' ? 'nextToken' | 'targetId' : 'nextToken'
>;

export type CallOptions = {
  /** Another one than that of `createHerald` */
  readonly licensor?: string;
  /** Ends the calls. The reason of the signal is thrown. */
  readonly signal?: AbortSignal;
};

export type Lists = {
  /**
   * Every item of a list, page by page, as they are read.
   * @param query parameters of the path, e.g. `{status: 'FAILED'}`; `limit` is the size of a page
   */
  readonly [Name in ListName]: (
    ...args: Partial<Filter<Name>> extends Filter<Name>
      ? [query?: Filter<Name>, options?: CallOptions]
      : [query: Filter<Name>, options?: CallOptions]
  ) => AsyncGenerator<ItemOf<Name>, void, undefined>;
};

/** Reads one page. @returns the answer, parsed */
export type ReadPage = (path: ListPath, query: object, options: CallOptions) => Promise<unknown>;

export function createLists(read: ReadPage): Lists {
  const iterators = Object.entries(lists).map(([name, { path, items }]) => {
    const list = (query: object = {}, options: CallOptions = {}) =>
      itemsOf(token => read(path, { ...query, ...token }, options), items);
    return [name, list];
  });
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the table above, which is typed by the document, names both
  return Object.fromEntries(iterators) as Lists;
}

async function* itemsOf(read: (token: object) => Promise<unknown>, field: string): AsyncGenerator<unknown> {
  let token: object | undefined = {};
  while (token) {
    const page = await read(token);
    const items: unknown = fieldOf(page, field);
    if (!Array.isArray(items)) throw notAnApi(200, `no list "${field}"`);
    yield* items;
    const nextToken = textIn(page, 'nextToken');
    token = nextToken === undefined ? undefined : { nextToken };
  }
}
