import { useQuery } from '@tanstack/react-query';
import type { Event } from '@ticketlab/contracts/http/events';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { askAgain } from '../../lib/ask-again.ts';

export function useEvent(eventId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['events', 'one', eventId],
    queryFn: ({ signal }) => api.request<Event>(`/api/events/${eventId}`, { signal }),
    refetchInterval: ({ state }) => askAgain([state.data], state.error),
  });
}
