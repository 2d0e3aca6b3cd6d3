// When calls are made again, and what a refused token means.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { HeraldError } from '../../../packages/client/src/herald-error.ts';

/** The API gives a licensor 20 requests a second; the page must leave most of them to programs. */
const staleMs = 10_000;
const mostTries = 2;

/** @param onError is told of each failed call */
export function createQueryClient(onError: (error: HeraldError) => void): QueryClient {
  const report = (error: Error) => {
    if (error instanceof HeraldError) onError(error);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: report }),
    mutationCache: new MutationCache({ onError: report }),
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < mostTries && isTransient(error),
        retryDelay: (failures, error) =>
          (error instanceof HeraldError ? error.retryAfterMs : undefined) ?? 1_000 * 2 ** failures,
      },
      // What changes something is sent once. The reader decides about a second time.
      mutations: { retry: false },
    },
  });
}

const isTransient = (error: Error): boolean => error instanceof HeraldError && error.isTransient;
