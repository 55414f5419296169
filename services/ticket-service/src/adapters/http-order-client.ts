import { internalOrderSchema } from '@ticketlab/contracts/internal/orders';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { problemSchema } from '@ticketlab/contracts/problem';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { AskOrder } from '../usecases/ports.ts';

const alive: ReadonlySet<OrderState> = new Set(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);

/** Asks order-service; an unknown order is an answer, silence is an error. */
export function createOrderClient(client: HttpClient): AskOrder {
  return async (orderId) => {
    const answer = await client.request({
      method: 'GET',
      path: `/internal/orders/${orderId}`,
      schema: { 200: internalOrderSchema, 404: problemSchema },
      idempotent: true,
    });
    if (answer.status === 404) return 'unknown';
    return alive.has(answer.body.state) ? 'alive' : 'ended';
  };
}
