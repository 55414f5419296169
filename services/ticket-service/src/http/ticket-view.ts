import type { Ticket as TicketView } from '@ticketlab/contracts/http/tickets';
import type { Ticket } from '../domain/ticket.ts';

/** `sign`: the code of a ticket id. */
export function toTicketView(ticket: Ticket, sign: (ticketId: string) => string): TicketView {
  return {
    ...ticket,
    startsAt: ticket.startsAt.toISOString(),
    code: sign(ticket.id),
    issuedAt: ticket.issuedAt.toISOString(),
    checkedInAt: ticket.checkedInAt?.toISOString() ?? null,
  };
}
