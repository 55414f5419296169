import { z } from 'zod';
import { idSchema, moneySchema } from '../primitives.ts';
import { defineEvent } from './envelope.ts';

export const paymentEventDataSchema = z.object({
  paymentId: idSchema,
  orderId: idSchema,
  userId: idSchema,
  amount: moneySchema,
  reason: z.string().nullable().describe('why it was declined or refunded'),
});

const define = <const T extends string>(type: T) => defineEvent('payment-events', type, paymentEventDataSchema);

export const paymentCaptured = define('ticketlab.payment.captured.v1');
export const paymentDeclined = define('ticketlab.payment.declined.v1');
export const paymentRefunded = define('ticketlab.payment.refunded.v1');

export const paymentEvents = [paymentCaptured, paymentDeclined, paymentRefunded] as const;
