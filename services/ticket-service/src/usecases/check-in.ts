import { ticketCheckedIn } from '@ticketlab/contracts/events/ticket-events';
import { AlreadyCheckedInError, ForgedCodeError, UnknownTicketError, VoidTicketError } from '../domain/errors.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { TicketSigner } from '../domain/ticket-code.ts';
import type { TicketStore, Transact } from './ports.ts';

/**
 * Lets the holder of a ticket's code in, once.
 * @throws {ForgedCodeError | UnknownTicketError | AlreadyCheckedInError | VoidTicketError}
 */
export type CheckIn = (ticketId: string, code: string) => Promise<Ticket>;

export function createCheckIn(deps: { transact: Transact; tickets: TicketStore; signer: TicketSigner }): CheckIn {
  return async (ticketId, code) => {
    if (deps.signer.verify(code) !== ticketId.toLowerCase()) throw new ForgedCodeError();
    const used = await deps.transact(async (work) => {
      const ticket = await work.checkIn(ticketId);
      if (ticket === undefined || ticket.checkedInAt === null) return undefined;
      const { orderId, eventId, userId } = ticket;
      await work.publish([
        {
          type: ticketCheckedIn.type,
          subject: ticketId,
          aggregateVersion: 1, // a ticket has no other event
          data: { orderId, eventId, userId, ticketId, checkedInAt: ticket.checkedInAt.toISOString() },
        },
      ]);
      return ticket;
    });
    return used ?? refuse(await deps.tickets.find(ticketId));
  };
}

function refuse(ticket: Ticket | undefined): never {
  if (ticket === undefined) throw new UnknownTicketError();
  if (ticket.status === 'checked-in' && ticket.checkedInAt !== null)
    throw new AlreadyCheckedInError(ticket.checkedInAt);
  throw new VoidTicketError();
}
