import type { ScanResult } from '@ticketlab/contracts/http/tickets';
import { AlreadyCheckedInError, VoidTicketError } from '../domain/errors.ts';
import type { Ticket } from '../domain/ticket.ts';
import type { TicketSigner } from '../domain/ticket-code.ts';
import type { CheckIn } from './check-in.ts';
import type { TicketStore } from './ports.ts';

export interface Scan {
  outcome: ScanResult['outcome'];
  /** One sentence for the person at the door. */
  detail: string;
  /** As it is now; undefined when the code is forged. */
  ticket: Ticket | undefined;
}

/** Whatever a scanner has read, at the door of an event or of any. Nobody is let in twice, however many doors there are. */
export type ScanTicket = (code: string, eventId: string | undefined) => Promise<Scan>;

export function createScanTicket(deps: { tickets: TicketStore; signer: TicketSigner; checkIn: CheckIn }): ScanTicket {
  const { tickets, signer, checkIn } = deps;

  /** Somebody at another door, or a refund, may have been faster. */
  async function admit(ticket: Ticket, code: string): Promise<Scan> {
    try {
      return { outcome: 'admitted', detail: placeOf(ticket), ticket: await checkIn(ticket.id, code) };
    } catch (error) {
      if (!(error instanceof AlreadyCheckedInError) && !(error instanceof VoidTicketError)) throw error;
      return refusal((await tickets.find(ticket.id)) ?? ticket);
    }
  }

  return async (scanned, eventId) => {
    const code = scanned.trim();
    const ticketId = signer.verify(code);
    const ticket = ticketId === undefined ? undefined : await tickets.find(ticketId);
    if (ticket === undefined) {
      return { outcome: 'forged', detail: 'This is no ticket of ours.', ticket: undefined };
    }
    if (eventId !== undefined && ticket.eventId !== eventId.toLowerCase()) {
      return { outcome: 'other-event', detail: `This ticket is for ${ticket.eventTitle}.`, ticket };
    }
    return ticket.status === 'valid' ? admit(ticket, code) : refusal(ticket);
  };
}

function refusal(ticket: Ticket): Scan {
  if (ticket.status === 'void') return { outcome: 'void', detail: 'This ticket was refunded or cancelled.', ticket };
  return { outcome: 'already-used', detail: 'This ticket has been used already.', ticket };
}

function placeOf({ tierName, seatId }: Ticket): string {
  return seatId === null ? `Welcome: ${tierName}.` : `Welcome: ${tierName}, seat ${seatId}.`;
}
