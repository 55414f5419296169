import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema, timestampSchema } from '../primitives.ts';

export const tierAvailabilitySchema = z
  .object({
    tierId: idSchema,
    capacity: z.int().min(0),
    available: z.int().min(0),
    reserved: z.int().min(0),
    sold: z.int().min(0),
  })
  .meta({ id: 'TierAvailability' });

export const availabilitySchema = z
  .object({
    eventId: idSchema,
    onSale: z.boolean(),
    tiers: z.array(tierAvailabilitySchema),
    asOf: timestampSchema,
  })
  .meta({ id: 'Availability' });

export const seatStatusSchema = z.enum(['free', 'reserved', 'sold']);

/** Compact on purpose: a hall has thousands of seats. Seats not listed under `taken` are free. */
export const seatMapSchema = z
  .object({
    eventId: idSchema,
    onSale: z.boolean(),
    tiers: z.array(
      z.object({
        tierId: idSchema,
        rows: z.array(z.object({ row: z.string(), seats: z.int() })),
        taken: z.array(z.object({ seatId: z.string(), status: seatStatusSchema.exclude(['free']) })),
      }),
    ),
    asOf: timestampSchema,
  })
  .meta({ id: 'SeatMap' });

export const ticketStatusSchema = z.enum(['valid', 'checked-in', 'void']);

export const ticketSchema = z
  .object({
    id: idSchema,
    orderId: idSchema,
    userId: idSchema,
    eventId: idSchema,
    eventTitle: z.string(),
    startsAt: timestampSchema,
    venueName: z.string(),
    tierId: idSchema,
    tierName: z.string(),
    seatId: z.string().nullable(),
    status: ticketStatusSchema,
    code: z.string().describe('what the QR code shows: signed, checked at the door'),
    issuedAt: timestampSchema,
    checkedInAt: timestampSchema.nullable(),
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.output<typeof ticketSchema>;

export const ticketListQuerySchema = pageQuerySchema.extend({
  orderId: idSchema.optional(),
  eventId: idSchema.optional(),
});
export const ticketPageSchema = pageSchema(ticketSchema);

/** At the door: the code that the QR shows. The id in the path and the one in the code must agree. */
export const checkInBodySchema = z.strictObject({ code: z.string().min(20).max(500) });

/** POST /api/tickets/check-in: whatever a scanner has read, and the event whose door it is. */
export const scanBodySchema = z.strictObject({
  code: z.string().min(1).max(500),
  eventId: idSchema.optional().describe('a ticket of another event is not let in, and not used up'),
});

export const scanResultSchema = z
  .object({
    outcome: z
      .enum(['admitted', 'already-used', 'void', 'other-event', 'forged'])
      .describe('forged: no key of ours signed it, or its ticket does not exist'),
    detail: z.string().describe('one sentence for the person at the door'),
    ticket: ticketSchema.nullable().describe('null when forged'),
    usedAt: timestampSchema.nullable().describe('when it was let in: just now, or before'),
  })
  .meta({ id: 'ScanResult' });
export type ScanResult = z.output<typeof scanResultSchema>;

/** GET /api/tickets/sell-through: published events, newest first, all tiers of each together. */
export const sellThroughSchema = z
  .object({
    eventId: idSchema,
    title: z.string(),
    startsAt: timestampSchema.nullable(),
    capacity: z.int().min(0),
    available: z.int().min(0),
    reserved: z.int().min(0),
    sold: z.int().min(0),
  })
  .meta({ id: 'SellThrough' });
export const sellThroughPageSchema = pageSchema(sellThroughSchema);
