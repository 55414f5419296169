import type { Payment } from '../domain/payment.ts';
import { type PaymentProvider, type PaymentStore, ProviderTimeoutError, ProviderUnavailableError } from './ports.ts';
import type { RefundPayment } from './refund-payment.ts';
import type { SettlePayment } from './settle-payment.ts';

export interface ResolvePayments {
  /** Does what the payment still needs from the provider. @throws when the provider gives no answer: it stays due */
  resolve(payment: Payment): Promise<void>;
  /** Takes up what is due. True when there may be more. */
  sweep(): Promise<boolean>;
}

const batch = 20;

/**
 * Finds out what has become of payments that got no answer, by asking the provider, never by guessing. A charge that the
 * provider does not know after its acceptance window is voided there first, so that it cannot be booked any more;
 * what the void answers decides.
 */
export function createResolvePayments(
  deps: {
    store: PaymentStore;
    provider: PaymentProvider;
    settle: SettlePayment;
    refund: RefundPayment;
    clock: () => Date;
    onFailure: (payment: Payment, error: unknown, isOutage: boolean) => void;
  },
  { acceptanceWindowMs }: { acceptanceWindowMs: number },
): ResolvePayments {
  const { store, provider, settle, refund, clock, onFailure } = deps;

  async function resolveCapture(payment: Payment): Promise<void> {
    const record = await provider.find(payment.id);
    if (record !== null) {
      await settle(payment.id, record);
      return;
    }
    const windowEnds = payment.sentAt.getTime() + acceptanceWindowMs;
    if (clock().getTime() >= windowEnds) await settle(payment.id, await provider.void(payment.id));
  }

  async function resolve(payment: Payment): Promise<void> {
    if (payment.work === 'capture') await resolveCapture(payment);
    if (payment.work === 'refund') await refund.carryOut(payment);
  }

  async function attempt(payment: Payment): Promise<void> {
    try {
      await resolve(payment);
    } catch (error) {
      const isOutage = error instanceof ProviderTimeoutError || error instanceof ProviderUnavailableError;
      onFailure(payment, error, isOutage);
    }
  }

  return {
    resolve,
    async sweep() {
      const due = await store.claimWork(batch);
      await Promise.all(due.map(attempt));
      return due.length === batch;
    },
  };
}
