import { useQueries } from '@tanstack/react-query';
import type { User } from '@ticketlab/contracts/http/users';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';

const keptMs = 60_000;

/** Who the people behind these ids are, as far as that is known yet. */
export function useUsersById(ids: readonly string[]): ReadonlyMap<string, User> {
  const api = useApi();
  const results = useQueries({
    queries: [...new Set(ids)].map((id) => ({
      queryKey: ['/api/users', 'one', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<User>(`/api/users/${id}`, undefined, signal),
      staleTime: keptMs,
      retry: false,
      refetchInterval: false as const,
    })),
  });
  return new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data]])));
}
