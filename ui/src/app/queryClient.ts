// One cache for everything read from the server. Reads are tried again once; writes never.
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/errors';

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        retry: (count, error) =>
          count < 1 && !(error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500),
      },
      mutations: { retry: false },
    },
  });
}
