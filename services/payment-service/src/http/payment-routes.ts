import {
  createPaymentBodySchema,
  paymentListQuerySchema,
  paymentPageSchema,
  paymentSchema,
  refundPaymentBodySchema,
} from '@ticketlab/contracts/http/payments';
import { idempotencyHeadersSchema, idSchema } from '@ticketlab/contracts/primitives';
import { parseCursor, toCursor } from '@ticketlab/service-kit/http/id-cursor';
import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import type { Answer } from '@ticketlab/service-kit/postgres/idempotency';
import { z } from 'zod';
import { PaymentDeclinedError, ProviderDownError } from '../domain/errors.ts';
import type { Payment } from '../domain/payment.ts';
import type { Card, KnownOrder, PaymentFilter, PaymentTx } from '../usecases/ports.ts';
import type { Asker } from '../usecases/read-payments.ts';
import type { TakePayment } from '../usecases/take-payment.ts';
import { toPaymentView } from './payment-view.ts';

const idParams = z.object({ id: idSchema });
const providerRetryAfterSeconds = 5;

export interface PaymentRouteDeps {
  takePayment: TakePayment;
  fetchOrder: (orderId: string) => Promise<KnownOrder | null>;
  /** Runs `begin` once per user and key, and `finish` until it has an answer, which every repeat then gets. */
  withKey: <Body>(
    request: { userId: string; key: string; body: unknown },
    work: { begin(tx: PaymentTx): Promise<string>; finish(paymentId: string): Promise<Answer<Body>> },
  ) => Promise<Answer<Body>>;
  readPayment: (asker: Asker, paymentId: string) => Promise<Payment>;
  listPayments: (
    asker: Asker,
    query: PaymentFilter & { before: string | null; limit: number },
  ) => Promise<{ payments: Payment[]; next: string | null }>;
  requestRefund: (wish: { paymentId: string; reason: string; actor: string }) => Promise<Payment>;
}

export function paymentRoutes(deps: PaymentRouteDeps): Route[] {
  return [payRoute(deps), listRoute(deps), readRoute(deps), refundRoute(deps)];
}

function payRoute({ takePayment, fetchOrder, withKey }: PaymentRouteDeps): Route {
  return route({
    method: 'post',
    path: '/api/payments',
    summary: 'Pay for an order; 200 when it has been paid before, 202 while the provider has not decided',
    auth: 'user',
    headers: idempotencyHeadersSchema,
    body: createPaymentBodySchema,
    responses: { 200: paymentSchema, 201: paymentSchema, 202: paymentSchema },
    problems: [
      'payment-declined',
      'not-found',
      'order-not-payable',
      'idempotency-key-required',
      'idempotency-in-progress',
      'idempotency-key-reused',
      'payment-provider-down',
      'service-unavailable',
      'circuit-open',
      'upstream-timeout',
    ],
    async handler({ headers, body: { orderId, card }, caller: { userId } }) {
      // before the transaction, which must not wait for a peer; a replay does not need the order
      const fetched = await fetchOrder(orderId).then(
        (order) => () => order,
        (error: unknown) => () => {
          throw error;
        },
      );
      let opened: Payment | undefined;
      const request = { userId, key: headers['idempotency-key'], body: { orderId, card: withoutNumber(card) } };
      const answer = await withKey(request, {
        async begin(tx) {
          const { payment, fresh } = await takePayment.begin(tx, { orderId, userId, card, fetchedOrder: fetched });
          opened = fresh ? payment : undefined;
          return payment.id;
        },
        async finish(paymentId) {
          const payment = await takePayment.carryOut(paymentId, card, opened).catch(toRetryable);
          return toAnswer(payment, opened !== undefined);
        },
      });
      return { stored: true, ...answer };
    },
  });
}

/** What of the card may take part in the hash of the body: from a hash of its number, the number can be guessed. */
function withoutNumber(card: Card) {
  return { last4: card.number.slice(-4), expiryMonth: card.expiryMonth, expiryYear: card.expiryYear };
}

function toAnswer(payment: Payment, isNew: boolean) {
  if (payment.state === 'DECLINED') throw new PaymentDeclinedError(payment.declineReason);
  const status = payment.state === 'PROCESSING' ? 202 : isNew ? 201 : 200;
  return { status, body: toPaymentView(payment), headers: { location: `/api/payments/${payment.id}` } };
}

function toRetryable(error: unknown): never {
  if (!(error instanceof ProviderDownError)) throw error;
  throw new ProblemError(error.code, error.message, { retryAfter: providerRetryAfterSeconds, cause: error });
}

function listRoute({ listPayments }: PaymentRouteDeps): Route {
  return route({
    method: 'get',
    path: '/api/payments',
    summary: 'Your payments, newest first; admins see everybody’s',
    auth: 'user',
    query: paymentListQuerySchema,
    responses: { 200: paymentPageSchema },
    problems: ['forbidden'],
    async handler({ query: { cursor, ...query }, caller }) {
      if (query.userId !== undefined && query.userId !== caller.userId && caller.role !== 'ADMIN') {
        throw new ProblemError('forbidden', 'Only admins may ask for the payments of others.');
      }
      const { payments, next } = await listPayments(caller, { ...query, before: parseCursor(cursor) });
      return { status: 200, body: { items: payments.map(toPaymentView), nextCursor: toCursor(next) } };
    },
  });
}

function readRoute({ readPayment }: PaymentRouteDeps): Route {
  return route({
    method: 'get',
    path: '/api/payments/:id',
    summary: 'One payment',
    auth: 'user',
    params: idParams,
    responses: { 200: paymentSchema },
    problems: ['not-found'],
    handler: async ({ params, caller }) => ({ status: 200, body: toPaymentView(await readPayment(caller, params.id)) }),
  });
}

function refundRoute({ requestRefund }: PaymentRouteDeps): Route {
  return route({
    method: 'post',
    path: '/api/payments/:id/refund',
    summary: 'Give a confirmed order’s money back; its tickets become void',
    auth: 'admin',
    params: idParams,
    body: refundPaymentBodySchema,
    responses: { 202: paymentSchema },
    problems: ['not-found', 'conflict', 'service-unavailable'],
    async handler({ params, body, caller }) {
      const wish = { paymentId: params.id, reason: body.reason, actor: `admin:${caller.userId}` };
      return { status: 202, body: toPaymentView(await requestRefund(wish)) };
    },
  });
}
