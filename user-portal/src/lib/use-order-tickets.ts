import { useQuery } from '@tanstack/react-query';
import type { ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from './ask-again.ts';

export type TicketPage = z.output<typeof ticketPageSchema>;

const liveMs = 1_000;
const most = 100;

/** The tickets of an order; until `wanted` have been issued it asks again and again. */
export function useOrderTickets(orderId: string, wanted: number, enabled: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ['tickets', 'of-order', orderId],
    queryFn: ({ signal }) => api.request<TicketPage>('/api/tickets', { query: { orderId, limit: most }, signal }),
    enabled,
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      askAgain([data], error, (data?.data.items.length ?? 0) < Math.min(wanted, most) ? liveMs : false),
  });
}
