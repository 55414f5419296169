import { z } from 'zod';
import { idSchema, moneySchema, pageQuerySchema, pageSchema, timestampSchema } from '../primitives.ts';

export const orderStateSchema = z.enum([
  'PENDING',
  'AWAITING_PAYMENT',
  'CONFIRMED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
  'REFUNDING',
  'REFUNDED',
]);
export type OrderState = z.output<typeof orderStateSchema>;

export const seatIdSchema = z.string().regex(/^[A-Z]{1,2}-\d{1,3}$/, 'row and number, such as C-12');

/** General admission names a quantity, numbered seats name the seats. */
export const orderItemInputSchema = z.union([
  z.strictObject({ tierId: idSchema, quantity: z.int().min(1).max(50) }),
  z.strictObject({
    tierId: idSchema,
    seatIds: z
      .array(seatIdSchema)
      .min(1)
      .max(50)
      .refine((seats) => new Set(seats).size === seats.length, 'each seat once'),
  }),
]);
export type OrderItemInput = z.output<typeof orderItemInputSchema>;

export const createOrderBodySchema = z.strictObject({
  eventId: idSchema,
  items: z
    .array(orderItemInputSchema)
    .min(1)
    .max(10)
    .refine((items) => new Set(items.map((item) => item.tierId)).size === items.length, 'each tier once'),
});

export const orderItemSchema = z
  .object({
    tierId: idSchema,
    tierName: z.string(),
    quantity: z.int().min(1),
    seatIds: z.array(z.string()).describe('empty for general admission'),
    unitPrice: moneySchema,
  })
  .meta({ id: 'OrderItem' });

export const orderTransitionSchema = z.object({
  from: orderStateSchema.nullable(),
  to: orderStateSchema,
  at: timestampSchema,
  reason: z.string().nullable(),
  actor: z.string(),
});

export const orderSchema = z
  .object({
    id: idSchema,
    userId: idSchema,
    eventId: idSchema,
    eventTitle: z.string(),
    state: orderStateSchema,
    items: z.array(orderItemSchema),
    total: moneySchema,
    paymentId: idSchema.nullable(),
    expiresAt: timestampSchema.nullable().describe('until when the reservation waits for payment'),
    reason: z.string().nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'Order' });
export type Order = z.output<typeof orderSchema>;

export const orderDetailSchema = orderSchema
  .extend({ transitions: z.array(orderTransitionSchema) })
  .meta({ id: 'OrderDetail' });

export const orderListQuerySchema = pageQuerySchema.extend({
  state: orderStateSchema.optional(),
  eventId: idSchema.optional(),
  userId: idSchema.optional().describe('admins only'),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
  shortId: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{8}$/, 'the last eight characters of an order’s id')
    .optional()
    .describe('the last eight characters of the id, as people read them out'),
});
export const orderPageSchema = pageSchema(orderSchema);
