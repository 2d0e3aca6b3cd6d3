// The query of the address as the state of a list, so that a link shows the same list.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

/** Values by name. A name without value is not in the address. */
export type QueryState<Name extends string> = Partial<Record<Name, string>>;

/** @returns the values of `names` in the query; empty ones and other names are left out */
export function queryStateOf<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
): QueryState<Name> {
  const state: QueryState<Name> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value !== null && value !== '') state[name] = value;
  }
  return state;
}

/** @returns a query with the changes made: a value of undefined or '' removes its name */
export function changedQuery<Name extends string>(
  query: URLSearchParams,
  changes: { readonly [name in Name]?: string | undefined },
): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries<string | undefined>(changes)) {
    if (value === undefined || value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

/** @returns e.g. `/deliveries?status=FAILED` */
export function pathWith(path: string, values: { readonly [name: string]: string | undefined }): string {
  const query = changedQuery(new URLSearchParams(), values).toString();
  return query === '' ? path : `${path}?${query}`;
}

/**
 * @param names a constant: the same array each time
 * @returns the state, and a function that changes some of it without a new entry in the history
 */
export function useQueryState<Name extends string>(names: readonly Name[]) {
  const [query, setQuery] = useSearchParams();
  const state = useMemo(() => queryStateOf(query, names), [query, names]);
  const change = useCallback(
    (changes: { readonly [name in Name]?: string | undefined }) =>
      setQuery(current => changedQuery(current, changes), { replace: true }),
    [setQuery],
  );
  return [state, change] as const;
}
