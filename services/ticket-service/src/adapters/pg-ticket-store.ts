import type { PgClient } from '@ticketlab/service-kit/postgres/pool';
import type { TicketFilter, TicketStore } from '../usecases/ports.ts';
import { ticketColumns, type TicketRow, toTicket } from './ticket-row.ts';

export const ticketCounts = `SELECT order_id, count(*) AS count FROM tickets
  WHERE order_id = ANY($1) AND status <> 'void' GROUP BY order_id`;

export function createTicketStore(db: PgClient): TicketStore {
  return {
    async find(ticketId) {
      const { rows } = await db.query<TicketRow>({
        name: 'ticket-find',
        text: `SELECT ${ticketColumns} FROM tickets
               JOIN events ON events.id = tickets.event_id JOIN tiers ON tiers.id = tickets.tier_id
               WHERE tickets.id = $1`,
        values: [ticketId],
      });
      return rows[0] && toTicket(rows[0]);
    },

    async list(filter, page) {
      const { rows } = await db.query<TicketRow>(toListQuery(filter, page));
      return rows.map(toTicket);
    },

    async countByOrder(orderIds) {
      const { rows } = await db.query<{ order_id: string; count: number }>({
        name: 'tickets-count',
        text: ticketCounts,
        values: [orderIds],
      });
      return new Map(rows.map(({ order_id: orderId, count }) => [orderId, count]));
    },
  };
}

/** Each combination of filters is a statement of its own, so that each gets the plan and the index that fit it. */
export function toListQuery(
  { userId, orderId, eventId }: TicketFilter,
  { before, limit }: { before: string | null; limit: number },
): { name: string; text: string; values: unknown[] } {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const narrow = (column: string, operator: string, value: string | null | undefined) => {
    if (value !== undefined && value !== null) conditions.push(`${column} ${operator} $${values.push(value)}`);
  };
  narrow('user_id', '=', userId);
  narrow('order_id', '=', orderId);
  narrow('event_id', '=', eventId);
  narrow('id', '<', before);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  // the page first, the joins for its few rows only
  const text = `SELECT ${ticketColumns}
    FROM (SELECT * FROM tickets ${where} ORDER BY id DESC LIMIT $${values.push(limit)}) AS tickets
    JOIN events ON events.id = tickets.event_id JOIN tiers ON tiers.id = tickets.tier_id
    ORDER BY tickets.id DESC`;
  const shape = [userId, orderId, eventId, before].map((value) => (value == null ? '-' : 'x')).join('');
  return { name: `tickets-list-${shape}`, text, values };
}
