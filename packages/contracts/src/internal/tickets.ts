import { z } from 'zod';
import { idSchema, timestampSchema } from '../primitives.ts';

/** PUT /internal/reservations/:orderId; idempotent by order id. */
export const reserveBodySchema = z.strictObject({
  eventId: idSchema,
  userId: idSchema,
  lines: z
    .array(z.strictObject({ tierId: idSchema, quantity: z.int().min(1).max(50), seatIds: z.array(z.string()) }))
    .min(1)
    .max(10),
  /** A hint for people and metrics: order-service alone decides expiry. */
  expiresAt: timestampSchema,
});

export const reservationStatusSchema = z.enum(['reserved', 'committed', 'released', 'voided']);

/**
 * 200 of reserve, commit, release and GET /internal/reservations/:orderId.
 * Refusals are problems: 409 sold-out, seat-taken, event-not-on-sale, reservation-released.
 */
export const reservationSchema = z.object({
  orderId: idSchema,
  eventId: idSchema.nullable().describe('null for a tombstone: released before it was ever reserved'),
  status: reservationStatusSchema,
  lines: z.array(z.object({ tierId: idSchema, quantity: z.int().min(1), seatIds: z.array(z.string()) })),
});
export type Reservation = z.output<typeof reservationSchema>;

/** POST /internal/reservations/:orderId/release */
export const releaseBodySchema = z.strictObject({ reason: z.string().max(200) });

/** POST /internal/tickets/counts: valid or checked-in tickets per order, for the reconciler. */
export const ticketCountsBodySchema = z.strictObject({ orderIds: z.array(idSchema).min(1).max(500) });
export const ticketCountsSchema = z.object({ counts: z.record(z.string(), z.int()) });
