import { releaseBodySchema, reservationSchema, reserveBodySchema } from '@ticketlab/contracts/internal/tickets';
import { idSchema } from '@ticketlab/contracts/primitives';
import { type Route, route } from '@ticketlab/service-kit/http/route';
import { z } from 'zod';
import type { Reservation } from '../domain/reservation.ts';
import type { CommitReservation } from '../usecases/commit-reservation.ts';
import type { ReleaseReservation } from '../usecases/release-reservation.ts';
import type { Reserve } from '../usecases/reserve.ts';

export interface ReservationRouteDeps {
  reserve: Reserve;
  commit: CommitReservation;
  release: ReleaseReservation;
  /** @throws {UnknownReservationError} */
  find: (orderId: string) => Promise<Reservation>;
}

const common = {
  auth: 'service',
  params: z.object({ orderId: idSchema }),
  responses: { 200: reservationSchema },
} as const;

/** What order-service does with places; all of it idempotent by order id. */
export function reservationRoutes({ reserve, commit, release, find }: ReservationRouteDeps): Route[] {
  return [
    route({
      ...common,
      method: 'put',
      path: '/internal/reservations/:orderId',
      summary: 'Reserve the places of an order, all or none',
      body: reserveBodySchema,
      problems: ['sold-out', 'seat-taken', 'event-not-on-sale', 'reservation-released'],
      async handler({ params, body }) {
        const order = { ...body, orderId: params.orderId, expiresAt: new Date(body.expiresAt) };
        return { status: 200, body: toBody(await reserve(order)) };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/internal/reservations/:orderId',
      summary: 'What became of the places of an order',
      problems: ['not-found'],
      handler: async ({ params }) => ({ status: 200, body: toBody(await find(params.orderId)) }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/internal/reservations/:orderId/commit',
      summary: 'Sell what is reserved',
      problems: ['not-found', 'reservation-released'],
      handler: async ({ params }) => ({ status: 200, body: toBody(await commit(params.orderId)) }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/internal/reservations/:orderId/release',
      summary: 'Give reserved places back, and refuse the order from now on',
      body: releaseBodySchema,
      problems: ['conflict'],
      handler: async ({ params, body }) => ({ status: 200, body: toBody(await release(params.orderId, body.reason)) }),
    }),
  ];
}

function toBody({ orderId, eventId, status, lines }: Reservation): z.input<typeof reservationSchema> {
  return {
    orderId,
    eventId,
    status,
    lines: lines.map(({ tierId, quantity, seatIds }) => ({ tierId, quantity, seatIds: [...seatIds] })),
  };
}
