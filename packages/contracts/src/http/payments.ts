import { z } from 'zod';
import { idSchema, moneySchema, pageQuerySchema, pageSchema, textSchema, timestampSchema } from '../primitives.ts';

/** PROCESSING means undecided: the provider has been or will be asked; it is never guessed. */
export const paymentStateSchema = z.enum(['PROCESSING', 'CAPTURED', 'DECLINED', 'REFUNDING', 'REFUNDED']);
export type PaymentState = z.output<typeof paymentStateSchema>;

/**
 * The first three are the provider's decision. `provider-unavailable` and `not-processed`: the provider never booked it,
 * and has promised not to do so any more.
 */
export const declineReasonSchema = z.enum([
  'card-declined',
  'insufficient-funds',
  'expired-card',
  'order-not-payable',
  'provider-unavailable',
  'not-processed',
]);
export type DeclineReason = z.output<typeof declineReasonSchema>;

const cardNumberSchema = z
  .string()
  .transform((number) => number.replace(/[ -]/g, ''))
  .pipe(z.string().regex(/^\d{13,19}$/, '13 to 19 digits'));

/** Never stored, never logged: only the last four digits survive the request. */
export const cardSchema = z.strictObject({
  number: cardNumberSchema,
  expiryMonth: z.int().min(1).max(12),
  expiryYear: z.int().min(2000).max(2100),
  cvc: z.string().regex(/^\d{3,4}$/, 'three or four digits'),
  holder: textSchema({ max: 80 }),
});

export const createPaymentBodySchema = z.strictObject({ orderId: idSchema, card: cardSchema });

export const paymentSchema = z
  .object({
    id: idSchema,
    orderId: idSchema,
    userId: idSchema,
    amount: moneySchema,
    state: paymentStateSchema,
    declineReason: z.string().nullable(),
    cardLast4: z.string().length(4),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'Payment' });
export type Payment = z.output<typeof paymentSchema>;

export const paymentListQuerySchema = pageQuerySchema.extend({
  orderId: idSchema.optional(),
  state: paymentStateSchema.optional(),
  userId: idSchema.optional().describe('admins only'),
});
export const paymentPageSchema = pageSchema(paymentSchema);

export const refundPaymentBodySchema = z.strictObject({ reason: textSchema({ max: 200 }) });

/** What each test card does. Any other valid number succeeds as the first one does. */
export const testCards = {
  success: '4000000000000002',
  declined: '4000000000000010',
  insufficientFunds: '4000000000000028',
  expiredCard: '4000000000000036',
  slowConfirmation: '4000000000000044',
  timeoutCaptured: '4000000000000051',
  providerDown: '4000000000000069',
} as const;
export type TestCard = keyof typeof testCards;
