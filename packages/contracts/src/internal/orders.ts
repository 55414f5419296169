import { z } from 'zod';
import { idSchema, moneySchema, textSchema, timestampSchema } from '../primitives.ts';
import { orderStateSchema } from '../http/orders.ts';
import { invariantsSchema } from './operations.ts';

/** GET /internal/orders/:id: what payment-service charges and ticket-service asks before freeing an orphan. */
export const internalOrderSchema = z.object({
  id: idSchema,
  userId: idSchema,
  eventId: idSchema,
  state: orderStateSchema,
  total: moneySchema,
  paymentId: idSchema.nullable(),
  expiresAt: timestampSchema.nullable(),
});

/** POST /internal/orders/:id/refund: payment-service passes an admin's wish on; 202, 404 or 409 conflict. */
export const internalRefundBodySchema = z.strictObject({ reason: textSchema({ max: 200 }), actor: z.string() });

/**
 * GET /internal/reconcile: checks every invariant of the system now. What is in flight looks wrong for a moment, so a
 * finding counts as a violation only once it has stayed for the grace; younger ones are counted as `suspects`.
 */
export const reconciliationSchema = z.object({
  checkedAt: timestampSchema,
  suspects: z.int().min(0),
  violations: invariantsSchema.shape.violations,
  outboxPending: z.record(z.string(), z.int()).describe('by service: events not yet published'),
});
