import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Event } from '@ticketlab/contracts/http/events';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { EventInput } from './event-draft.ts';

const eventKey = (id: string) => ['/api/events', 'one', id];
/** How soon an open editor sees that somebody else has saved. */
const lookAgainMs = 10_000;

export function useEvent(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: eventKey(id),
    queryFn: ({ signal }) => api.get<Event>(`/api/events/${id}`, undefined, signal),
    refetchInterval: lookAgainMs,
  });
}

/** What admins do to events. Each names the version it was decided on, so nobody undoes what they have not seen. */
export function useEventChanges() {
  const api = useApi();
  const queryClient = useQueryClient();
  const show = async (event: Event): Promise<void> => {
    queryClient.setQueryData(eventKey(event.id), event);
    await queryClient.invalidateQueries({ queryKey: ['/api/events', 'pages'] });
  };
  const ifMatch = ({ version }: Event): string => `"${version}"`;
  const post = (event: Event, verb: string, body?: object) =>
    api.request<Event>(`/api/events/${event.id}/${verb}`, { method: 'POST', ifMatch: ifMatch(event), body });

  return {
    create: useMutation({
      mutationFn: async (input: EventInput) =>
        (await api.request<Event>('/api/events', { method: 'POST', body: input })).data,
      onSuccess: show,
    }),
    save: useMutation({
      mutationFn: async ({ event, changes }: { event: Event; changes: Partial<EventInput> }) =>
        (
          await api.request<Event>(`/api/events/${event.id}`, {
            method: 'PATCH',
            ifMatch: ifMatch(event),
            body: changes,
          })
        ).data,
      onSuccess: show,
    }),
    publish: async (event: Event) => show((await post(event, 'publish')).data),
    cancel: async (event: Event, reason: string) => show((await post(event, 'cancel', { reason })).data),
    remove: async (event: Event) => {
      await api.request(`/api/events/${event.id}`, { method: 'DELETE', ifMatch: ifMatch(event) });
      queryClient.removeQueries({ queryKey: eventKey(event.id) });
      await queryClient.invalidateQueries({ queryKey: ['/api/events', 'pages'] });
    },
    /** As it is now, whatever is in the cache. */
    fetchNow: async (id: string) => (await api.request<Event>(`/api/events/${id}`)).data,
  };
}
