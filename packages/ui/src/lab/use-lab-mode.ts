import { useQuery } from '@tanstack/react-query';
import type { labModeSchema } from '@ticketlab/contracts/http/demo';
import type { z } from 'zod';
import { ApiError } from '../api/api-error.ts';
import { nextTryMs } from '../api/query-client.ts';
import { useApi } from '../auth/session-context.tsx';

type LabMode = z.output<typeof labModeSchema>;

const lookAgainMs = 30_000;

/** Whether this system is a lab, where things break on purpose. Undefined while that is not known; null where it is none. */
export function useLabMode(): LabMode | null | undefined {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['lab', 'mode'],
    queryFn: async ({ signal }) => {
      try {
        return await api.get<LabMode>('/api/lab/mode', undefined, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: lookAgainMs,
    // a lab stays one, but exercises begin and end
    refetchInterval: ({ state }) => nextTryMs(state.error) ?? (state.data === null ? false : lookAgainMs),
  });
  return data;
}
