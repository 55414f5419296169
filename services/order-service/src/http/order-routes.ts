import {
  createOrderBodySchema,
  orderDetailSchema,
  orderListQuerySchema,
  orderPageSchema,
  orderSchema,
} from '@ticketlab/contracts/http/orders';
import { idempotencyHeadersSchema, idSchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Answer } from '@ticketlab/service-kit/postgres/idempotency';
import { z } from 'zod';
import { ItemsError } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';
import type { Asker } from '../usecases/end-orders.ts';
import type { PlaceOrder } from '../usecases/place-order.ts';
import type { OrderFilter, OrderTx } from '../usecases/ports.ts';
import { toOrderView } from './order-view.ts';

const idParams = z.object({ id: idSchema });

export interface OrderRouteDeps {
  placeOrder: PlaceOrder;
  /** Runs `begin` once per user and key, and `finish` until it has an answer, which every repeat then gets. */
  withKey: <Body>(
    request: { userId: string; key: string; body: unknown },
    work: { begin(tx: OrderTx): Promise<string>; finish(orderId: string): Promise<Answer<Body>> },
  ) => Promise<Answer<Body>>;
  findOrder: (orderId: string) => Promise<Order>;
  readOrder: (asker: Asker, orderId: string) => Promise<Order>;
  listOrders: (
    asker: Asker,
    query: OrderFilter & { before: string | null; limit: number },
  ) => Promise<{ orders: Order[]; next: string | null }>;
  cancelOrder: (asker: Asker, orderId: string) => Promise<Order>;
}

export function orderRoutes(deps: OrderRouteDeps): Route[] {
  return [placeRoute(deps), listRoute(deps), readRoute(deps), cancelRoute(deps)];
}

function placeRoute({ placeOrder, withKey, findOrder }: OrderRouteDeps): Route {
  return route({
    method: 'post',
    path: '/api/orders',
    summary: 'Place an order: reserves its places until it is paid',
    auth: 'user',
    headers: idempotencyHeadersSchema,
    body: createOrderBodySchema,
    responses: { 201: orderSchema, 202: orderSchema },
    problems: [
      'not-found',
      'sold-out',
      'seat-taken',
      'event-not-on-sale',
      'customer-limit-reached',
      'conflict',
      'idempotency-key-required',
      'idempotency-in-progress',
      'idempotency-key-reused',
      'service-unavailable',
    ],
    async handler({ headers, body, caller }) {
      const request = { userId: caller.userId, key: headers['idempotency-key'], body };
      let placed: Order | undefined;
      const answer = await withKey(request, {
        async begin(tx) {
          placed = await placeOrder.begin(tx, caller.userId, body).catch(toFieldProblem);
          return placed.id;
        },
        async finish(orderId) {
          const order = await placeOrder.decide(placed ?? (await findOrder(orderId)));
          const headers = { location: `/api/orders/${order.id}` };
          return { status: order.state === 'PENDING' ? 202 : 201, body: toOrderView(order), headers };
        },
      });
      return { stored: true, ...answer };
    },
  });
}

function toFieldProblem(error: unknown): never {
  if (!(error instanceof ItemsError)) throw error;
  throw new ProblemError('validation-failed', error.message, { errors: error.fields, cause: error });
}

function listRoute({ listOrders }: OrderRouteDeps): Route {
  return route({
    method: 'get',
    path: '/api/orders',
    summary: 'Your orders, newest first; admins see everybody’s',
    auth: 'user',
    query: orderListQuerySchema,
    responses: { 200: orderPageSchema },
    problems: ['forbidden'],
    async handler({ query, caller }) {
      const { limit, cursor, state, eventId, userId, shortId } = query;
      if (userId !== undefined && userId !== caller.userId && caller.role !== 'ADMIN') {
        throw new ProblemError('forbidden', 'Only admins may ask for the orders of others.');
      }
      const range = { from: toDate(query.from), to: toDate(query.to) };
      const filter = { userId, eventId, state, shortId, ...range, before: parseCursor(cursor), limit };
      const { orders, next } = await listOrders(caller, filter);
      return { status: 200, body: { items: orders.map(toOrderView), nextCursor: toCursor(next) } };
    },
  });
}

function toDate(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

function readRoute({ readOrder }: OrderRouteDeps): Route {
  return route({
    method: 'get',
    path: '/api/orders/:id',
    summary: 'One order with the history of its states',
    auth: 'user',
    params: idParams,
    responses: { 200: orderDetailSchema },
    problems: ['not-found'],
    async handler({ params, caller }) {
      const order = await readOrder(caller, params.id);
      return { status: 200, body: { ...toOrderView(order), transitions: [...order.history] } };
    },
  });
}

function cancelRoute({ cancelOrder }: OrderRouteDeps): Route {
  return route({
    method: 'post',
    path: '/api/orders/:id/cancel',
    summary: 'Cancel an order that is not paid yet',
    auth: 'user',
    params: idParams,
    responses: { 200: orderSchema },
    problems: ['not-found', 'conflict'],
    async handler({ params, caller }) {
      return { status: 200, body: toOrderView(await cancelOrder(caller, params.id)) };
    },
  });
}
