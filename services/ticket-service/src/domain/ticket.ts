import type { ticketStatusSchema } from '@ticketlab/contracts/http/tickets';
import type { z } from 'zod';

export type TicketStatus = z.output<typeof ticketStatusSchema>;

/** A ticket with what is known of its event, as people see it; without its code. */
export interface Ticket {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string;
  readonly eventId: string;
  readonly eventTitle: string;
  readonly startsAt: Date;
  readonly venueName: string;
  readonly tierId: string;
  readonly tierName: string;
  readonly seatId: string | null;
  readonly status: TicketStatus;
  readonly issuedAt: Date;
  readonly checkedInAt: Date | null;
}

/** The part of a ticket that events carry. */
export interface TicketRef {
  readonly ticketId: string;
  readonly tierId: string;
  readonly seatId: string | null;
}
