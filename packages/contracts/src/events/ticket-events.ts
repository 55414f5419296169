import { z } from 'zod';
import { tierAvailabilitySchema } from '../http/tickets.ts';
import { idSchema, timestampSchema } from '../primitives.ts';
import { defineEvent } from './envelope.ts';

const define = <const T extends string, D extends z.ZodType>(type: T, data: D) =>
  defineEvent('ticket-events', type, data);

const ofOrder = { orderId: idSchema, eventId: idSchema, userId: idSchema };
const ticket = z.object({ ticketId: idSchema, tierId: idSchema, seatId: z.string().nullable() });

// subject: the order's id
export const ticketsReserved = define(
  'ticketlab.ticket.reserved.v1',
  z.object({
    ...ofOrder,
    lines: z.array(z.object({ tierId: idSchema, quantity: z.int().min(1), seatIds: z.array(z.string()) })),
    expiresAt: timestampSchema,
  }),
);
export const ticketsReleased = define('ticketlab.ticket.released.v1', z.object({ ...ofOrder, reason: z.string() }));
export const ticketsIssued = define(
  'ticketlab.ticket.issued.v1',
  z.object({ ...ofOrder, tickets: z.array(ticket).min(1) }),
);
export const ticketsVoided = define(
  'ticketlab.ticket.voided.v1',
  z.object({ ...ofOrder, tickets: z.array(ticket), reason: z.string() }),
);
// subject: the ticket's id
export const ticketCheckedIn = define(
  'ticketlab.ticket.checked-in.v1',
  z.object({ ...ofOrder, ticketId: idSchema, checkedInAt: timestampSchema }),
);
// subject: the event's id; throttled, so only the latest matters
export const availabilityChanged = define(
  'ticketlab.ticket.availability-changed.v1',
  z.object({ eventId: idSchema, tiers: z.array(tierAvailabilitySchema) }),
);

export const ticketEvents = [
  ticketsReserved,
  ticketsReleased,
  ticketsIssued,
  ticketsVoided,
  ticketCheckedIn,
  availabilityChanged,
] as const;
