import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { Payment } from '../domain/payment.ts';
import type { PaymentTx } from '../usecases/ports.ts';
import type { RefundPayment } from '../usecases/refund-payment.ts';

export interface OrderEventDeps {
  refund: RefundPayment;
  /** Runs `apply` in one transaction with the inbox row; null when the event has been applied before. */
  once: (consumer: string, eventId: string, apply: (tx: PaymentTx) => Promise<Payment>) => Promise<Payment | null>;
  /** Sets off the work that has been written down. */
  wake: () => void;
}

/** Orders whose money goes back. The provider is asked apart from this, so that the partition does not wait for it. */
export function createOrderEventsHandler({ refund, once, wake }: OrderEventDeps): Handler {
  return async (event, { consumer }) => {
    if (event.type !== 'ticketlab.order.refund-requested.v1') return;
    await once(consumer, event.id, (tx) => refund.begin(tx, event.data));
    wake();
  };
}
