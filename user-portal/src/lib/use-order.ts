import { useQuery } from '@tanstack/react-query';
import type { orderDetailSchema } from '@ticketlab/contracts/http/orders';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from './ask-again.ts';
import { isFinal } from './order-words.ts';

export type OrderDetail = z.output<typeof orderDetailSchema>;

const liveMs = 1_500;

export const orderKey = (orderId: string) => ['orders', 'one', orderId];

/** An order with its history, asked again and again until nothing more happens to it by itself. */
export function useOrder(orderId: string) {
  const api = useApi();
  return useQuery({
    queryKey: orderKey(orderId),
    queryFn: ({ signal }) => api.request<OrderDetail>(`/api/orders/${orderId}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      askAgain([data], error, data !== undefined && isFinal(data.data.state) ? false : liveMs),
  });
}
