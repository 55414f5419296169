import type { Payment as PaymentView } from '@ticketlab/contracts/http/payments';
import type { Payment } from '../domain/payment.ts';

export function toPaymentView(payment: Payment): PaymentView {
  return {
    id: payment.id,
    orderId: payment.orderId,
    userId: payment.userId,
    amount: payment.amount,
    state: payment.state,
    declineReason: payment.declineReason,
    cardLast4: payment.cardLast4,
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}
