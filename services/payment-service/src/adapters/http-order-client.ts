import { internalOrderSchema } from '@ticketlab/contracts/internal/orders';
import { problemSchema } from '@ticketlab/contracts/problem';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { OrderClient } from '../usecases/ports.ts';

export function createHttpOrderClient(http: HttpClient): OrderClient {
  return {
    async find(orderId) {
      const schema = { 200: internalOrderSchema, 404: problemSchema };
      const answer = await http.request({
        method: 'GET',
        path: `/internal/orders/${orderId}`,
        schema,
        idempotent: true,
      });
      return answer.status === 200 ? answer.body : null;
    },

    async refund(orderId, wish) {
      const schema = { 202: internalOrderSchema, 404: problemSchema, 409: problemSchema };
      const path = `/internal/orders/${orderId}/refund`;
      const answer = await http.request({ method: 'POST', path, body: wish, schema, idempotent: true });
      return answer.status === 202;
    },
  };
}
