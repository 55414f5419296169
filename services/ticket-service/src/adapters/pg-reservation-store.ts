import { ticketsReserved } from '@ticketlab/contracts/events/ticket-events';
import { toStoredEvent } from '@ticketlab/service-kit/messaging/events';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { NewReservation } from '../domain/reservation.ts';
import type { ReservationStore, ReserveResult } from '../usecases/ports.ts';
import { reservationColumns, type ReservationRow, toReservation } from './reservation-row.ts';

export const claimOverdue = `UPDATE reservations SET check_at = now()
  WHERE order_id IN (
    SELECT order_id FROM reservations
    WHERE status = 'reserved' AND check_at < now() - $2 * interval '1 ms'
    ORDER BY check_at LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  RETURNING order_id`;

/** Every statement here is named and one round trip: a purchase waits for two of them. */
export function createReservationStore(db: Postgres): ReservationStore {
  return {
    async reserveBatch(orders) {
      const { rows } = await db.query<{ results: ReserveResult[] }>({
        name: 'reserve-general',
        text: `SELECT reserve_general($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::timestamptz[], $7::json[])
               AS results`,
        values: [
          orders.map(({ lines }) => lines[0]?.tierId),
          orders.map(({ orderId }) => orderId),
          orders.map(({ eventId }) => eventId),
          orders.map(({ userId }) => userId),
          orders.map(({ lines }) => lines[0]?.quantity),
          orders.map(({ expiresAt }) => expiresAt.toISOString()),
          orders.map(toOutboxJson),
        ],
      });
      return rows[0]?.results ?? [];
    },

    async reserveWhole(order) {
      const { orderId, eventId, userId, lines, expiresAt } = order;
      const { rows } = await db.query<{ result: ReserveResult }>({
        name: 'reserve-order',
        text: 'SELECT reserve_order($1, $2, $3, $4, $5, $6) AS result',
        values: [orderId, eventId, userId, JSON.stringify(lines), expiresAt.toISOString(), toOutboxJson(order)],
      });
      if (rows[0] === undefined) throw new Error('reserve_order gave no result');
      return rows[0].result;
    },

    async find(orderId) {
      const { rows } = await db.query<ReservationRow>({
        name: 'reservation-find',
        text: `SELECT ${reservationColumns} FROM reservations WHERE order_id = $1`,
        values: [orderId],
      });
      return rows[0] && toReservation(rows[0]);
    },

    async commit(orderId) {
      const { rows } = await db.query<ReservationRow>({
        name: 'reservation-commit',
        text: `WITH committed AS (
                 UPDATE reservations SET status = 'committed' WHERE order_id = $1 AND status = 'reserved' RETURNING *
               )
               SELECT ${reservationColumns}, move_places(order_id, lines, 'reserved', 'sold') FROM committed`,
        values: [orderId],
      });
      const committed = rows[0] && toReservation(rows[0]);
      return committed?.eventId === null ? undefined : committed;
    },

    async claimOverdue(limit, marginMs) {
      const { rows } = await db.query<{ order_id: string }>({
        name: 'reservation-claim-overdue',
        text: claimOverdue,
        values: [limit, marginMs],
      });
      return rows.map(({ order_id: orderId }) => orderId);
    },
  };
}

function toOutboxJson({ orderId, eventId, userId, lines, expiresAt }: NewReservation): string {
  const { event } = toStoredEvent({
    type: ticketsReserved.type,
    subject: orderId,
    aggregateVersion: 1,
    data: {
      orderId,
      eventId,
      userId,
      lines: lines.map(({ tierId, quantity, seatIds }) => ({ tierId, quantity, seatIds: [...seatIds] })),
      expiresAt: expiresAt.toISOString(),
    },
  });
  return JSON.stringify(event);
}
