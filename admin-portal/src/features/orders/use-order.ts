import { useQuery } from '@tanstack/react-query';
import type { OrderState, orderDetailSchema } from '@ticketlab/contracts/http/orders';
import type { Payment } from '@ticketlab/contracts/http/payments';
import type { Ticket } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { Page } from '../../lib/use-pages.ts';

export type OrderDetail = ReturnType<typeof orderDetailSchema.parse>;

/** States that something is about to follow. */
const moving: ReadonlySet<OrderState> = new Set(['PENDING', 'AWAITING_PAYMENT', 'REFUNDING']);
const followMs = 1_000;
const idleMs = 10_000;

/** An order with its payments and tickets, followed closely while it is on the move. */
export function useOrder(id: string) {
  const api = useApi();
  const order = useQuery({
    queryKey: ['/api/orders', 'one', id],
    queryFn: ({ signal }) => api.get<OrderDetail>(`/api/orders/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && moving.has(state.data.state) ? followMs : idleMs),
  });
  const refetchInterval = order.data !== undefined && moving.has(order.data.state) ? followMs : idleMs;
  const payments = useQuery({
    queryKey: ['/api/payments', 'of', id],
    queryFn: ({ signal }) => api.get<Page<Payment>>('/api/payments', { orderId: id, limit: 20 }, signal),
    refetchInterval,
  });
  const tickets = useQuery({
    queryKey: ['/api/tickets', 'of', id],
    queryFn: ({ signal }) => api.get<Page<Ticket>>('/api/tickets', { orderId: id, limit: 100 }, signal),
    refetchInterval,
  });
  return { order, payments, tickets };
}
