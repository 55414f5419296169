import { z } from 'zod';
import { currencySchema, timestampSchema } from '../primitives.ts';
import { orderStateSchema } from './orders.ts';

const revenueSchema = z.object({
  currency: currencySchema,
  captured: z.int().min(0).describe('minor units'),
  refunded: z.int().min(0).describe('minor units'),
});

export const orderStatsQuerySchema = z.object({ minutes: z.coerce.number().int().min(1).max(1_440).default(60) });

/** GET /api/orders/stats, for admins: what became of orders lately, oldest first; up to two seconds old. */
export const orderStatsSchema = z
  .object({
    from: timestampSchema,
    to: timestampSchema,
    bucketSeconds: z.int().min(60).describe('60 up to two hours, longer beyond'),
    buckets: z.array(
      z.object({
        at: timestampSchema.describe('its beginning'),
        reached: z
          .record(orderStateSchema, z.int().min(0))
          .describe('orders that came into the state then; PENDING: that were placed'),
        revenue: z.array(revenueSchema),
      }),
    ),
    reached: z.record(orderStateSchema, z.int().min(0)).describe('of all buckets'),
    revenue: z.array(revenueSchema).describe('of all buckets; captured less refunded is what stays'),
    complete: z.boolean().describe('false: more orders changed than are looked at, and the oldest are left out'),
    asOf: timestampSchema,
  })
  .meta({ id: 'OrderStats' });
export type OrderStats = z.output<typeof orderStatsSchema>;
