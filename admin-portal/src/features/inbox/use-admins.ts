import { useQuery } from '@tanstack/react-query';
import type { User } from '@ticketlab/contracts/http/users';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useMemo } from 'react';

const keptMs = 60_000;

/** Who can take a conversation, by id. */
export function useAdmins(): ReadonlyMap<string, User> {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['/api/users', 'admins'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: User[] }>('/api/users', { role: 'ADMIN', locked: false, limit: 100 }, signal)).items,
    staleTime: keptMs,
  });
  return useMemo(() => new Map(data?.map((admin) => [admin.id, admin])), [data]);
}
