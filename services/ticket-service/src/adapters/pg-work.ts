import { onceInTx } from '@ticketlab/service-kit/messaging/inbox';
import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';
import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import { erasedUserId } from '../domain/erased-user.ts';
import { UnknownReservationError } from '../domain/errors.ts';
import type { Transact, Work } from '../usecases/ports.ts';
import { createInventoryWork } from './pg-inventory-work.ts';
import { reservationColumns, type ReservationRow, toReservation } from './reservation-row.ts';
import { createTicketWork } from './pg-ticket-work.ts';

export function createTransact(db: Postgres): Transact {
  return (fn) =>
    db.tx((client) =>
      fn({
        ...createMessageWork(client),
        ...createReservationWork(client),
        ...createTicketWork(client),
        ...createInventoryWork(client),
        ...createErasure(client),
      }),
    );
}

function createMessageWork(client: PgClient): Pick<Work, 'isNew' | 'publish'> {
  return {
    isNew: ({ consumer, eventId }) => onceInTx(client, consumer, eventId),
    publish: (events) => addToOutbox(client, events),
  };
}

type ReservationWork = Pick<Work, 'addTombstone' | 'lockReservation' | 'endReservation' | 'movePlaces'>;

function createReservationWork(client: PgClient): ReservationWork {
  return {
    async addTombstone(orderId, status, reason) {
      const { rowCount } = await client.query({
        name: 'reservation-tombstone',
        text: `INSERT INTO reservations (order_id, status, lines, version, check_at, ended_at, reason)
               VALUES ($1, $2, '[]', 0, now(), now(), $3) ON CONFLICT DO NOTHING`,
        values: [orderId, status, reason],
      });
      return rowCount === 1;
    },

    async lockReservation(orderId) {
      const { rows } = await client.query<ReservationRow>({
        name: 'reservation-lock',
        text: `SELECT ${reservationColumns} FROM reservations WHERE order_id = $1 FOR UPDATE`,
        values: [orderId],
      });
      if (rows[0] === undefined) throw new UnknownReservationError(orderId);
      return toReservation(rows[0]);
    },

    async endReservation(orderId, status, reason) {
      await client.query({
        name: 'reservation-end',
        text: `UPDATE reservations SET status = $2, reason = $3, ended_at = now(), version = version + 1
               WHERE order_id = $1`,
        values: [orderId, status, reason],
      });
    },

    async movePlaces(orderId, lines, from, to) {
      await client.query({
        name: 'places-move',
        text: 'SELECT move_places($1, $2, $3, $4)',
        values: [orderId, JSON.stringify(lines), from, to],
      });
    },
  };
}

// reservations first: whoever is issuing tickets holds the reservation, so its tickets are there afterwards
export const anonymisations = [
  'UPDATE reservations SET user_id = $2 WHERE user_id = $1',
  'UPDATE tickets SET user_id = $2 WHERE user_id = $1',
] as const;

function createErasure(client: PgClient): Pick<Work, 'erase'> {
  return {
    async erase(userId) {
      for (const anonymise of anonymisations) await client.query(anonymise, [userId, erasedUserId]);
    },
  };
}
