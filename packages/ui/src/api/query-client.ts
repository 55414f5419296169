import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

const mostWaitMs = 30_000;

/** What no second try would change is shown at once; an outage is waited for as long as the server asks. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && error.isTemporary && error.status !== 503,
        retryDelay: (failures, error) =>
          Math.min((error instanceof ApiError ? error.retryAfterMs : undefined) ?? 500 * 2 ** failures, mostWaitMs),
        // whatever cannot be had now is asked for again when it may be there
        refetchInterval: (query) => nextTryMs(query.state.error) ?? false,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

/** How long until a failed query is worth another try, in milliseconds; undefined when trying again is of no use. */
export function nextTryMs(error: unknown): number | undefined {
  if (!(error instanceof ApiError) || !error.isTemporary) return undefined;
  return Math.min(Math.max(error.retryAfterMs ?? 5_000, 1_000), mostWaitMs);
}
