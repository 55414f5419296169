import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { deadLetterSchema } from '@ticketlab/contracts/http/lab';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';

export type DeadLetter = ReturnType<typeof deadLetterSchema.parse>;

export const listLimit = 100;
const pollMs = 5_000;

/** Its id alone is one of its topic. */
export const keyOf = ({ topic, id }: DeadLetter): string => `${topic}/${id}`;

export function useDeadLetters(topic: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ['/api/lab/dead-letters', topic],
    queryFn: ({ signal }) =>
      api.get<{ items: DeadLetter[] }>('/api/lab/dead-letters', { topic, limit: listLimit }, signal),
    refetchInterval: pollMs,
  });
}

/** The two ways out for a dead letter. */
export function useDeadLetterDecisions() {
  const api = useApi();
  const queryClient = useQueryClient();
  const pathOf = ({ topic, id }: DeadLetter): string => `/api/lab/dead-letters/${topic}/${encodeURIComponent(id)}`;
  const renew = () => queryClient.invalidateQueries({ queryKey: ['/api/lab/dead-letters'] });
  return {
    replay: async (letter: DeadLetter): Promise<void> => {
      await api.request(`${pathOf(letter)}/replay`, { method: 'POST' });
      await renew();
    },
    discard: async (letter: DeadLetter): Promise<void> => {
      await api.request(pathOf(letter), { method: 'DELETE' });
      await renew();
    },
  };
}
