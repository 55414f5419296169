import { z } from 'zod';
import { idSchema } from '../primitives.ts';
import { paymentStateSchema } from '../http/payments.ts';

/** POST /internal/payments/lookup: payments of these orders, for the reconciler. */
export const paymentLookupBodySchema = z.strictObject({ orderIds: z.array(idSchema).min(1).max(500) });
export const paymentLookupSchema = z.object({
  payments: z.array(z.object({ id: idSchema, orderId: idSchema, state: paymentStateSchema })),
});

/** GET /internal/payments/captured?after&limit: captured payments by id, so that a capture without its order is found. */
export const capturedQuerySchema = z.object({
  after: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});
