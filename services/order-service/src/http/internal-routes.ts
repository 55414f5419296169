import { invariantsSchema, personalDataSchema } from '@ticketlab/contracts/internal/operations';
import {
  internalOrderSchema,
  internalRefundBodySchema,
  reconciliationSchema,
} from '@ticketlab/contracts/internal/orders';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { Order } from '../domain/order.ts';
import type { Invariants, Reconciliation } from '../usecases/reconcile.ts';
import { toOrderView } from './order-view.ts';

const idParams = z.object({ id: idSchema });

export interface InternalRouteDeps {
  findOrder: (orderId: string) => Promise<Order>;
  refundOrder: (orderId: string, wish: { reason: string; actor: string }) => Promise<Order>;
  invariants: () => Promise<Invariants>;
  reconcile: () => Promise<Reconciliation>;
  ordersOf: (userId: string) => Promise<Order[]>;
}

/** What other services and the lab ask; never proxied by the gateway. */
export function internalRoutes(deps: InternalRouteDeps): Route[] {
  return [...orderRoutes(deps), ...operationRoutes(deps)];
}

function orderRoutes({ findOrder, refundOrder }: InternalRouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/orders/:id',
      summary: 'What payment-service charges, and whether ticket-service may free a reservation',
      auth: 'service',
      params: idParams,
      responses: { 200: internalOrderSchema },
      problems: ['not-found'],
      handler: async ({ params }) => ({ status: 200, body: toInternalOrder(await findOrder(params.id)) }),
    }),
    route({
      method: 'post',
      path: '/internal/orders/:id/refund',
      summary: 'Send a confirmed order on to its refund',
      auth: 'service',
      params: idParams,
      body: internalRefundBodySchema,
      responses: { 202: internalOrderSchema },
      problems: ['not-found', 'conflict'],
      handler: async ({ params, body }) => ({ status: 202, body: toInternalOrder(await refundOrder(params.id, body)) }),
    }),
  ];
}

function operationRoutes({ invariants, reconcile, ordersOf }: InternalRouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/invariants',
      summary: 'What this service knows to be wrong, the findings of its reconciler included',
      auth: 'service',
      responses: { 200: invariantsSchema },
      handler: async () => ({ status: 200, body: await invariants() }),
    }),
    route({
      method: 'get',
      path: '/internal/reconcile',
      summary: 'Check every invariant of the system now',
      auth: 'service',
      responses: { 200: reconciliationSchema },
      problems: ['service-unavailable'],
      handler: async () => ({ status: 200, body: await reconcile() }),
    }),
    route({
      method: 'get',
      path: '/internal/users/:id/data',
      summary: 'What this service keeps about one person',
      auth: 'service',
      params: idParams,
      responses: { 200: personalDataSchema },
      async handler({ params }) {
        const orders = (await ordersOf(params.id)).map(toOrderView);
        return { status: 200, body: { userId: params.id, records: { orders } } };
      },
    }),
  ];
}

function toInternalOrder(order: Order) {
  const { id, userId, eventId, state, total, paymentId } = order;
  return { id, userId, eventId, state, total, paymentId, expiresAt: order.expiresAt?.toISOString() ?? null };
}
