import type { Ticket, TicketStatus } from '../domain/ticket.ts';

export interface TicketRow {
  id: string;
  order_id: string;
  user_id: string;
  event_id: string;
  event_title: string;
  starts_at: Date;
  venue_name: string;
  tier_id: string;
  tier_name: string;
  seat_id: string | null;
  status: TicketStatus;
  issued_at: Date;
  checked_in_at: Date | null;
}

/** For `tickets`, `events` and `tiers`. Nothing is sold of an event without a time and a place. */
export const ticketColumns = `tickets.id, tickets.order_id, tickets.user_id, tickets.event_id, events.title AS event_title,
  events.starts_at, events.venue_name, tickets.tier_id, tiers.name AS tier_name, tickets.seat_id, tickets.status,
  tickets.issued_at, tickets.checked_in_at`;

export function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    orderId: row.order_id,
    userId: row.user_id,
    eventId: row.event_id,
    eventTitle: row.event_title,
    startsAt: row.starts_at,
    venueName: row.venue_name,
    tierId: row.tier_id,
    tierName: row.tier_name,
    seatId: row.seat_id,
    status: row.status,
    issuedAt: row.issued_at,
    checkedInAt: row.checked_in_at,
  };
}
