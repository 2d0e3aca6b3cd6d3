import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';
import { Loading } from './loading.tsx';

type Props<Data> = {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  /** What is read, e.g. "catalogue": it completes "Loading the …" and "The … could not be read" */
  what: string;
  children: (data: Data) => ReactNode;
};

/** What a query has read; until then that it is being read, or why it could not be. */
export function Loaded<Data>({ query: { data, error, refetch }, what, children }: Props<Data>) {
  if (error)
    return (
      <ErrorAlert title={`The ${what} could not be read`} error={error} onRetry={() => void refetch()} />
    );
  if (data === undefined) return <Loading what={`the ${what}`} />;
  return children(data);
}
