import { invariantsSchema } from '@ticketlab/contracts/internal/operations';
import { reservationSchema, ticketCountsSchema } from '@ticketlab/contracts/internal/tickets';
import { problemCodeOf, problemSchema } from '@ticketlab/contracts/problem';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { AnswerSchemas } from '@ticketlab/service-kit/resilience/upstream-answer';
import type { z } from 'zod';
import type { Order } from '../domain/order.ts';
import type { Refusal, ReservationAnswer, TicketClient } from '../usecases/ports.ts';
import type { Invariants } from '../usecases/reconcile.ts';

/** The whole of the peer's books is read for it. */
const invariantsTimeoutMs = 60_000;

// 400: the kind of a tier is another one there, which no repetition changes
const answers = {
  200: reservationSchema,
  400: problemSchema,
  404: problemSchema,
  409: problemSchema,
} satisfies AnswerSchemas;
const refusals: readonly string[] = [
  'sold-out',
  'seat-taken',
  'event-not-on-sale',
  'reservation-released',
  'not-found',
];

export function createHttpTicketClient(http: HttpClient): TicketClient & { invariants(): Promise<Invariants> } {
  const path = (orderId: string, action = '') => `/internal/reservations/${orderId}${action}`;

  return {
    async reserve(order, expiresAt, signal) {
      const body = toReserveBody(order, expiresAt);
      return toReservationAnswer(
        await http.request({
          method: 'PUT',
          path: path(order.id),
          body,
          schema: answers,
          idempotent: true,
          ...(signal === undefined ? {} : { signal }),
        }),
      );
    },

    async commit(orderId) {
      return toReservationAnswer(
        await http.request({
          method: 'POST',
          path: path(orderId, '/commit'),
          body: {},
          schema: answers,
          idempotent: true,
        }),
      );
    },

    async release(orderId, reason) {
      const body = { reason: reason.slice(0, 200) };
      const schema = { 200: reservationSchema };
      await http.request({ method: 'POST', path: path(orderId, '/release'), body, schema, idempotent: true });
    },

    async countTickets(orderIds) {
      const schema = { 200: ticketCountsSchema };
      const body = { orderIds };
      const answer = await http.request({
        method: 'POST',
        path: '/internal/tickets/counts',
        body,
        schema,
        idempotent: true,
      });
      return new Map(Object.entries(answer.body.counts));
    },

    async invariants() {
      const schema = { 200: invariantsSchema };
      const path = '/internal/invariants';
      return (await http.request({ method: 'GET', path, schema, idempotent: true, timeoutMs: invariantsTimeoutMs }))
        .body;
    },
  };
}

function toReserveBody(order: Order, expiresAt: Date) {
  return {
    eventId: order.eventId,
    userId: order.userId,
    lines: order.items.map(({ tierId, quantity, seatIds }) => ({ tierId, quantity, seatIds })),
    expiresAt: expiresAt.toISOString(),
  };
}

type Answered =
  | { status: 200; body: z.output<typeof reservationSchema> }
  | { status: 400 | 404 | 409; body: z.output<typeof problemSchema> };

function toReservationAnswer(answer: Answered): ReservationAnswer {
  if (answer.status === 200) return { ok: true, reservation: answer.body };
  const code = problemCodeOf(answer.body.type);
  return { ok: false, refusal: isRefusal(code) ? code : 'not-found' };
}

function isRefusal(code: string | undefined): code is Refusal {
  return code !== undefined && refusals.includes(code);
}
