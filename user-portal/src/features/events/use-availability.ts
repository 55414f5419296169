import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { availabilitySchema, seatMapSchema } from '@ticketlab/contracts/http/tickets';
import type { ApiAnswer } from '@ticketlab/ui/api/client.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from '../../lib/ask-again.ts';
import { useAvailabilityPushes } from './use-availability-pushes.ts';

export type Availability = z.output<typeof availabilitySchema>;
export type SeatMap = z.output<typeof seatMapSchema>;

/** How often who gets no pushes asks, and who does, in case one was lost. An unchanged answer is a 304. */
const pollMs = { alone: 4_000, pushed: 30_000 };

/** What is left of an event, and which seats are taken, as it changes. `hasSeats`: whether there is a seat plan. */
export function useAvailability(eventId: string, hasSeats: boolean) {
  const api = useApi();
  const queries = useQueryClient();
  const placesKey = ['tickets', 'availability', eventId];
  const seatsKey = ['tickets', 'seats', eventId];

  const isPushed = useAvailabilityPushes(eventId, ({ tiers }) => {
    queries.setQueryData<ApiAnswer<Availability>>(placesKey, (now) => now && { ...now, data: { ...now.data, tiers } });
    if (hasSeats) void queries.invalidateQueries({ queryKey: seatsKey });
  });
  const everyMs = isPushed ? pollMs.pushed : pollMs.alone;

  const places = useQuery({
    queryKey: placesKey,
    queryFn: ({ signal }) => api.request<Availability>(`/api/tickets/availability/${eventId}`, { signal }),
    refetchInterval: ({ state }) => askAgain([state.data], state.error, everyMs),
    staleTime: 0,
  });
  const seats = useQuery({
    queryKey: seatsKey,
    queryFn: ({ signal }) => api.request<SeatMap>(`/api/tickets/seats/${eventId}`, { signal }),
    refetchInterval: ({ state }) => askAgain([state.data], state.error, everyMs),
    staleTime: 0,
    enabled: hasSeats,
  });
  return { places, seats, isPushed };
}
