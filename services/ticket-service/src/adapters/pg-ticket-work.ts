import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { TicketRef } from '../domain/ticket.ts';
import type { Work } from '../usecases/ports.ts';
import { ticketColumns, type TicketRow, toTicket } from './ticket-row.ts';

export const voidOfOrder = `UPDATE tickets SET status = 'void'
  WHERE order_id = $1 AND status <> 'void' RETURNING id, tier_id, seat_id`;

export function createTicketWork(client: PgClient): Pick<Work, 'insertTickets' | 'voidTickets' | 'checkIn'> {
  return {
    async insertTickets({ orderId, userId, eventId }, tickets) {
      await client.query({
        name: 'tickets-insert',
        text: `WITH issued AS (
                 UPDATE reservations SET issued_at = now(), version = version + 1 WHERE order_id = $1
               )
               INSERT INTO tickets (id, order_id, place, user_id, event_id, tier_id, seat_id, issued_at)
               SELECT id, $1, place, $2, $3, tier_id, seat_id, now()
               FROM unnest($4::uuid[], $5::uuid[], $6::text[]) WITH ORDINALITY AS new (id, tier_id, seat_id, place)`,
        values: [
          orderId,
          userId,
          eventId,
          tickets.map(({ ticketId }) => ticketId),
          tickets.map(({ tierId }) => tierId),
          tickets.map(({ seatId }) => seatId),
        ],
      });
    },

    async voidTickets(orderId) {
      const { rows } = await client.query<{ id: string; tier_id: string; seat_id: string | null }>({
        name: 'tickets-void',
        text: voidOfOrder,
        values: [orderId],
      });
      return rows.map((row): TicketRef => ({ ticketId: row.id, tierId: row.tier_id, seatId: row.seat_id }));
    },

    async checkIn(ticketId) {
      const { rows } = await client.query<TicketRow>({
        name: 'ticket-check-in',
        text: `UPDATE tickets SET status = 'checked-in', checked_in_at = now()
               FROM events, tiers
               WHERE tickets.id = $1 AND tickets.status = 'valid'
                 AND events.id = tickets.event_id AND tiers.id = tickets.tier_id
               RETURNING ${ticketColumns}`,
        values: [ticketId],
      });
      return rows[0] && toTicket(rows[0]);
    },
  };
}
