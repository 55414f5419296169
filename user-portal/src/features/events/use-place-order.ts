import { useMutation } from '@tanstack/react-query';
import type { Order, OrderItemInput } from '@ticketlab/contracts/http/orders';
import { ApiError } from '@ticketlab/ui/api/api-error.ts';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { forgetWish, wishKey } from '../../lib/wish-key.ts';

const askAgainMs = 1_000;
const mostTries = 10;

/** The name under which the wish to order at an event is remembered. */
export const orderWish = (eventId: string): string => `order-${eventId}`;

/**
 * Places an order once, however often that is asked: the key lives until the wish is refused for good, or forgotten by
 * who has taken note of the order. Resolves to the order, which may still be PENDING.
 */
export function usePlaceOrder(eventId: string) {
  const api = useApi();
  const wish = orderWish(eventId);
  return useMutation({
    mutationFn: async (items: OrderItemInput[]) => {
      const idempotencyKey = wishKey(wish, items);
      for (let tries = 1; ; tries++) {
        try {
          const { data } = await api.request<Order>('/api/orders', {
            method: 'POST',
            body: { eventId, items },
            idempotencyKey,
          });
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
  });
}
