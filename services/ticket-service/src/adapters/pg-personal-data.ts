import type { PgClient } from '@ticketlab/service-kit/postgres/pool';

export const ticketsOfPerson = `SELECT id, order_id AS "orderId", event_id AS "eventId", tier_id AS "tierId",
    seat_id AS "seatId", status, issued_at AS "issuedAt", checked_in_at AS "checkedInAt"
  FROM tickets WHERE user_id = $1 ORDER BY id`;

export const reservationsOfPerson = `SELECT order_id AS "orderId", event_id AS "eventId", status, lines
  FROM reservations WHERE user_id = $1 ORDER BY order_id`;

/** What is kept about a person, for the export. */
export async function readPersonalData(db: PgClient, userId: string): Promise<Record<string, unknown[]>> {
  const tickets = await db.query<Record<string, unknown>>(ticketsOfPerson, [userId]);
  const reservations = await db.query<Record<string, unknown>>(reservationsOfPerson, [userId]);
  return { tickets: tickets.rows, reservations: reservations.rows };
}
