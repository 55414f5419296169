import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { useApi } from '../auth/session-context.tsx';

/** GET /api/lab/mode: whether this system is a lab, where things break on purpose. */
export interface LabMode {
  labMode: true;
}

/** Undefined while that is not known; null where there is no lab. */
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
    staleTime: Infinity,
  });
  return data;
}
