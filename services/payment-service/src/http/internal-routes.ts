import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import {
  capturedQuerySchema,
  paymentLookupBodySchema,
  paymentLookupSchema,
} from '@ticketlab/contracts/internal/payments';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { Payment } from '../domain/payment.ts';
import { toPaymentView } from './payment-view.ts';

export interface InternalRouteDeps {
  ofOrders: (orderIds: readonly string[]) => Promise<Payment[]>;
  captured: (after: string | null, limit: number) => Promise<Payment[]>;
  invariants: () => Promise<z.output<typeof invariantsSchema>>;
  paymentsOf: (userId: string) => Promise<Payment[]>;
}

/** What other services and the lab ask; never proxied by the gateway. */
export function internalRoutes({ ofOrders, captured, invariants, paymentsOf }: InternalRouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/internal/payments/lookup',
      summary: 'All payments of these orders, for the reconciler',
      auth: 'service',
      body: paymentLookupBodySchema,
      responses: { 200: paymentLookupSchema },
      handler: async ({ body }) => ({ status: 200, body: toLookup(await ofOrders(body.orderIds)) }),
    }),
    route({
      method: 'get',
      path: '/internal/payments/captured',
      summary: 'Payments that hold a customer’s money, by id: captured, or with a refund under way',
      auth: 'service',
      query: capturedQuerySchema,
      responses: { 200: paymentLookupSchema },
      handler: async ({ query }) => ({
        status: 200,
        body: toLookup(await captured(query.after ?? null, query.limit)),
      }),
    }),
    route({
      method: 'get',
      path: '/internal/invariants',
      summary: 'Whether our books agree with the provider’s, and whether the outbox empties',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => ({ status: 200, body: await invariants() }),
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What this service keeps about one person',
      auth: 'service',
      params: z.object({ id: idSchema }),
      responses: { 200: personalDataSchema },
      async handler({ params }) {
        const payments = (await paymentsOf(params.id)).map(toPaymentView);
        return { status: 200, body: { userId: params.id, records: { payments } } };
      },
    }),
  ];
}

function toLookup(payments: readonly Payment[]) {
  return { payments: payments.map(({ id, orderId, state }) => ({ id, orderId, state })) };
}
