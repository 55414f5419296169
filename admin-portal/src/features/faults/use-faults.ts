import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  clearedFaultsSchema,
  faultKindsSchema,
  faultListSchema,
  ShownFault,
  startFaultBodySchema,
} from '@ticketlab/contracts/http/faults';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';

export type FaultKinds = z.output<typeof faultKindsSchema>;
type FaultList = z.output<typeof faultListSchema>;

const faultsKey = ['lab', 'faults'];

/** What can be started, within which limits. */
export function useFaultKinds() {
  const api = useApi();
  return useQuery({
    queryKey: ['lab', 'fault-kinds'],
    queryFn: ({ signal }) => api.get<FaultKinds>('/api/lab/faults/kinds', undefined, signal),
    staleTime: Infinity,
  });
}

/** What runs, renewed every two seconds. */
export function useFaults() {
  const api = useApi();
  return useQuery({
    queryKey: faultsKey,
    queryFn: ({ signal }) => api.get<FaultList>('/api/lab/faults', undefined, signal),
    refetchInterval: 2_000,
  });
}

export function useFaultActions() {
  const api = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: faultsKey });
  return {
    start: useMutation({
      mutationFn: async (body: z.input<typeof startFaultBodySchema>) =>
        (await api.request<ShownFault>('/api/lab/faults', { method: 'POST', body })).data,
      onSettled,
    }),
    stop: useMutation({
      mutationFn: (id: string) => api.request(`/api/lab/faults/${id}`, { method: 'DELETE' }),
      onSettled,
    }),
    clear: useMutation({
      mutationFn: async () =>
        (await api.request<z.output<typeof clearedFaultsSchema>>('/api/lab/faults', { method: 'DELETE' })).data,
      onSettled,
    }),
  };
}
