import { UnknownTicketError, VoidTicketError } from '../domain/errors.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { TicketFilter, TicketStore } from './ports.ts';

/** Who wants to see. Customers see their own tickets, admins all. */
export interface Asker {
  readonly userId: string;
  readonly role: 'USER' | 'ADMIN';
}

/** @throws {UnknownTicketError} also for somebody else's, whose existence is none of the asker's business */
export async function readTicket(tickets: TicketStore, asker: Asker, ticketId: string): Promise<Ticket> {
  const ticket = await tickets.find(ticketId);
  if (ticket === undefined || (asker.role !== 'ADMIN' && ticket.userId !== asker.userId))
    throw new UnknownTicketError();
  return ticket;
}

/**
 * The ticket whose code is to be shown.
 * @throws {UnknownTicketError | VoidTicketError}
 */
export async function readShowableTicket(tickets: TicketStore, asker: Asker, ticketId: string): Promise<Ticket> {
  const ticket = await readTicket(tickets, asker, ticketId);
  if (ticket.status === 'void') throw new VoidTicketError();
  return ticket;
}

export interface TicketPage {
  readonly tickets: readonly Ticket[];
  /** The id below which the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Newest first. */
export async function listTickets(
  tickets: TicketStore,
  asker: Asker,
  query: Pick<TicketFilter, 'orderId' | 'eventId'> & { before: string | null; limit: number },
): Promise<TicketPage> {
  const { orderId, eventId, before, limit } = query;
  const userId = asker.role === 'ADMIN' ? undefined : asker.userId;
  const found = await tickets.list({ userId, orderId, eventId }, { before, limit: limit + 1 });
  const page = found.slice(0, limit);
  return { tickets: page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}
