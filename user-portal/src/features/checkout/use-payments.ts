import { useQuery } from '@tanstack/react-query';
import type { paymentPageSchema } from '@ticketlab/contracts/http/payments';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { askAgain } from '../../lib/ask-again.ts';

type PaymentPage = z.output<typeof paymentPageSchema>;

const liveMs = 1_000;

export const paymentsKey = (orderId: string) => ['payments', 'of-order', orderId];

/** The tries to pay for an order, newest first; asked again and again while one is undecided. */
export function usePayments(orderId: string, enabled: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: paymentsKey(orderId),
    queryFn: ({ signal }) => api.request<PaymentPage>('/api/payments', { query: { orderId, limit: 10 }, signal }),
    enabled,
    staleTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      askAgain([data], error, data?.data.items[0]?.state === 'PROCESSING' ? liveMs : false),
  });
}
