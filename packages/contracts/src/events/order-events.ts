import { z } from 'zod';
import { orderItemSchema, orderStateSchema } from '../http/orders.ts';
import { idSchema, moneySchema, timestampSchema } from '../primitives.ts';
import { defineEvent } from './envelope.ts';

/** Every order event carries the order as it is after the transition. `reason` says why it left the happy path. */
export const orderEventDataSchema = z.object({
  orderId: idSchema,
  userId: idSchema,
  eventId: idSchema,
  eventTitle: z.string(),
  state: orderStateSchema,
  items: z.array(orderItemSchema),
  total: moneySchema,
  paymentId: idSchema.nullable(),
  expiresAt: timestampSchema.nullable(),
  reason: z.string().nullable(),
});

const define = <const T extends string>(type: T) => defineEvent('order-events', type, orderEventDataSchema);

export const orderPlaced = define('ticketlab.order.placed.v1');
export const orderConfirmed = define('ticketlab.order.confirmed.v1');
export const orderRejected = define('ticketlab.order.rejected.v1');
export const orderCancelled = define('ticketlab.order.cancelled.v1');
export const orderExpired = define('ticketlab.order.expired.v1');
export const orderRefundRequested = define('ticketlab.order.refund-requested.v1');
export const orderRefunded = define('ticketlab.order.refunded.v1');

export const orderEvents = [
  orderPlaced,
  orderConfirmed,
  orderRejected,
  orderCancelled,
  orderExpired,
  orderRefundRequested,
  orderRefunded,
] as const;
