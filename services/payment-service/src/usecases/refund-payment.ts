import { DomainError } from '@ticketlab/service-kit/messaging/errors';
import { PaymentNotFoundError, RefundRefusedError } from '../domain/errors.ts';
import { finishRefund, type Payment, startRefund } from '../domain/payment.ts';
import type { Checkpoint, OrderClient, Outcome, PaymentProvider, PaymentStore, PaymentTx } from './ports.ts';

export interface RefundPayment {
  /** Writes down that the order's payment is to be given back, in the transaction that remembers the event. */
  begin(tx: PaymentTx, wish: { orderId: string; reason: string | null }): Promise<Payment>;
  /** Gives the money back at the provider, and tells of it. Repeating it changes nothing. */
  carryOut(payment: Payment): Promise<void>;
}

export function createRefundPayment(
  deps: {
    store: PaymentStore;
    provider: PaymentProvider;
    clock: () => Date;
    checkpoint: Checkpoint;
    count: (outcome: Outcome) => void;
  },
  { dueMs }: { dueMs: number },
): RefundPayment {
  const { store, provider, clock, checkpoint, count } = deps;
  return {
    async begin(tx, { orderId, reason }) {
      const payment = await tx.lockLive(orderId);
      // order-service asks for a refund only after it has heard of the capture
      if (payment === null) throw new PaymentNotFoundError();
      if (payment.state === 'PROCESSING') throw new DomainError('conflict', `payment ${payment.id} is not captured`);
      if (payment.state !== 'CAPTURED') return payment;
      const step = startRefund(payment, reason ?? 'refunded', clock());
      await tx.save(step, dueMs);
      return step.after;
    },

    async carryOut(payment) {
      checkpoint('refund-opened');
      await provider.refund(payment.id);
      checkpoint('provider-refunded');
      const refunded = await store.tx(async (tx) => {
        const current = await tx.lock(payment.id);
        if (current?.state !== 'REFUNDING') return false;
        await tx.save(finishRefund(current, clock()), 0);
        return true;
      });
      if (!refunded) return;
      count('refunded');
      checkpoint('payment-refunded');
    },
  };
}

/**
 * Passes an admin's wish on to order-service, which conducts the refund. Resolves to the payment as it is now.
 * @throws {PaymentNotFoundError | RefundRefusedError}
 */
export async function requestRefund(
  deps: { store: PaymentStore; orders: OrderClient },
  wish: { paymentId: string; reason: string; actor: string },
): Promise<Payment> {
  const payment = await deps.store.find(wish.paymentId);
  if (payment === null) throw new PaymentNotFoundError();
  if (payment.state === 'REFUNDING' || payment.state === 'REFUNDED') return payment;
  if (payment.state !== 'CAPTURED') throw new RefundRefusedError(`A payment that is ${payment.state} has no refund.`);
  const accepted = await deps.orders.refund(payment.orderId, { reason: wish.reason, actor: wish.actor });
  if (!accepted) throw new RefundRefusedError('Its order is not confirmed; try again when it is.');
  return payment;
}
