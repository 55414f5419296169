import { useQuery } from '@tanstack/react-query';
import type { Topology } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';

const pollMs = 2_000;

/** The map of the system with what was last seen of each node. */
export function useTopology() {
  const api = useApi();
  return useQuery({
    queryKey: ['/api/lab/topology'],
    queryFn: ({ signal }) => api.get<Topology>('/api/lab/topology', undefined, signal),
    refetchInterval: pollMs,
  });
}
