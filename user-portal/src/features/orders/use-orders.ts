import { useInfiniteQuery } from '@tanstack/react-query';
import type { orderPageSchema } from '@ticketlab/contracts/http/orders';
import { useApi, useSession } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from '../../lib/ask-again.ts';
import { isFinal } from '../../lib/order-words.ts';

type OrderPage = z.output<typeof orderPageSchema>;

const pageSize = 12;
const liveMs = 5_000;

/** Your orders, newest first, page by page; asked again while something still happens to one of them. */
export function useOrders() {
  const api = useApi();
  const { state } = useSession();
  // an admin would get everybody's
  const userId = state.status === 'signed-in' ? state.user.id : undefined;
  return useInfiniteQuery({
    queryKey: ['orders', 'list'],
    queryFn: ({ pageParam, signal }) =>
      api.request<OrderPage>('/api/orders', { query: { limit: pageSize, cursor: pageParam, userId }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ data }) => data.nextCursor ?? undefined,
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) => {
      const isMoving = data?.pages.some((page) => page.data.items.some((order) => !isFinal(order.state))) === true;
      return askAgain(data?.pages ?? [], error, isMoving ? liveMs : false);
    },
  });
}
