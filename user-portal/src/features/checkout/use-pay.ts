import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { cardSchema, Payment } from '@ticketlab/contracts/http/payments';
import { ApiError } from '@ticketlab/ui/api/api-error.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import type { z } from 'zod';
import { orderKey } from '../../lib/use-order.ts';
import { forgetWish, wishKey } from '../../lib/wish-key.ts';
import { paymentsKey } from './use-payments.ts';

export type Card = z.output<typeof cardSchema>;

const askAgainMs = 1_000;
const mostTries = 15;

/**
 * Pays for an order with a card. The same card is the same wish until there is a decision, over retries and reloads;
 * after a decline it is a new one. Of the card only what is printed on a receipt is remembered.
 */
export function usePay(orderId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const wish = `payment-${orderId}`;
  return useMutation({
    gcTime: 0,
    mutationFn: async (card: Card) => {
      const { number, expiryMonth, expiryYear } = card;
      const idempotencyKey = wishKey(wish, { last4: number.slice(-4), expiryMonth, expiryYear });
      for (let tries = 1; ; tries++) {
        try {
          const { data } = await api.request<Payment>('/api/payments', {
            method: 'POST',
            body: { orderId, card },
            idempotencyKey,
          });
          forgetWish(wish);
          return data;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.code === 'idempotency-in-progress' && tries < mostTries) {
            await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? askAgainMs));
            continue;
          }
          if (!error.isTemporary && error.status !== 401) forgetWish(wish);
          throw error;
        }
      }
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: paymentsKey(orderId) }),
        queries.invalidateQueries({ queryKey: orderKey(orderId) }),
      ]),
  });
}
