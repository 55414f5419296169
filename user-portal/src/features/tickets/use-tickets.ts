import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { askAgain } from '../../lib/ask-again.ts';
import type { TicketPage } from '../../lib/use-order-tickets.ts';

const pageSize = 10;
const lookAgainMs = 15_000;

/** Your tickets, newest first, page by page; looked at again, because one may be used at the door meanwhile. */
export function useTickets() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['tickets', 'list'],
    queryFn: ({ pageParam, signal }) =>
      api.request<TicketPage>('/api/tickets', { query: { limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ data }) => data.nextCursor ?? undefined,
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) => askAgain(data?.pages ?? [], error, lookAgainMs),
  });
}
