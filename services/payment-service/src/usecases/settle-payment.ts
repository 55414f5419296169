import { PaymentNotFoundError } from '../domain/errors.ts';
import { capture, decline, type Payment } from '../domain/payment.ts';
import type { Checkpoint, Outcome, PaymentStore, ProviderRecord } from './ports.ts';

/** Writes down what the provider has decided. A payment that is decided already stays as it is. */
export type SettlePayment = (paymentId: string, record: ProviderRecord) => Promise<Payment>;

export function createSettlePayment(deps: {
  store: PaymentStore;
  clock: () => Date;
  checkpoint: Checkpoint;
  count: (outcome: Outcome) => void;
}): SettlePayment {
  const { store, clock, checkpoint, count } = deps;
  return async (paymentId, record) => {
    const { payment, outcome } = await store.tx(async (tx) => {
      const current = await tx.lock(paymentId);
      if (current === null) throw new PaymentNotFoundError();
      const step = current.state === 'PROCESSING' ? toStep(current, record, clock()) : null;
      if (step === null) return { payment: current, outcome: null };
      await tx.save(step, 0);
      return { payment: step.after, outcome: step.after.state === 'CAPTURED' ? 'captured' : 'declined' } as const;
    });
    if (outcome !== null) {
      count(outcome);
      checkpoint('payment-settled');
    }
    return payment;
  };
}

function toStep(payment: Payment, record: ProviderRecord, at: Date) {
  switch (record.state) {
    case 'pending':
      return null;
    case 'captured':
    case 'refunded':
      return capture(payment, at);
    case 'declined':
      return decline(payment, record.declineCode ?? 'card-declined', at);
    case 'voided':
      return decline(payment, payment.sent ? 'not-processed' : 'provider-unavailable', at);
  }
}
