import { OrderNotFoundError, OrderNotPayableError, PaymentNotFoundError, ProviderDownError } from '../domain/errors.ts';
import type { Payment } from '../domain/payment.ts';
import {
  type Card,
  type Checkpoint,
  type KnownOrder,
  type Outcome,
  type PaymentProvider,
  type PaymentStore,
  type PaymentTx,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from './ports.ts';
import type { SettlePayment } from './settle-payment.ts';

export interface TakePayment {
  /**
   * Opens the payment of an order, in the caller's transaction; `fresh` is false when the order has one already.
   * @throws {OrderNotFoundError | OrderNotPayableError}
   */
  begin(
    tx: PaymentTx,
    wish: { orderId: string; userId: string; card: Card; fetchedOrder: () => KnownOrder | null },
  ): Promise<{ payment: Payment; fresh: boolean }>;
  /**
   * Charges the card, unless somebody else does or has done so. Resolves to the payment, still PROCESSING when the
   * provider gave no answer in time: the resolver asks it what has become of the charge.
   * `opened` is the payment when this call has opened it.
   * @throws {ProviderDownError} when the provider took nothing on: calling again tries again
   */
  carryOut(paymentId: string, card: Card, opened: Payment | undefined): Promise<Payment>;
}

export function createTakePayment(
  deps: {
    store: PaymentStore;
    provider: PaymentProvider;
    settle: SettlePayment;
    clock: () => Date;
    newId: () => string;
    checkpoint: Checkpoint;
    count: (outcome: Outcome) => void;
  },
  { dueMs }: { dueMs: number },
): TakePayment {
  const { store, provider, settle, clock, newId, checkpoint, count } = deps;

  async function charge(payment: Payment, card: Card): Promise<Payment> {
    checkpoint('payment-opened');
    try {
      const record = await provider.charge({ id: payment.id, amount: payment.amount, card });
      checkpoint('provider-answered');
      return await settle(payment.id, record);
    } catch (error) {
      if (error instanceof ProviderTimeoutError) {
        count('undecided');
        return payment;
      }
      if (!(error instanceof ProviderUnavailableError)) throw error;
      count('provider-down');
      await store.markUnsent(payment.id);
      throw new ProviderDownError();
    }
  }

  return {
    async begin(tx, { orderId, userId, card, fetchedOrder }) {
      const known = await tx.findLive(orderId);
      if (known !== null) return { payment: own(known, userId), fresh: false };
      const order = fetchedOrder();
      assertPayable(order, userId, clock());
      const opened = toPayment(newId(), order, card, clock());
      if (await tx.insert(opened, dueMs)) return { payment: opened, fresh: true };
      const winner = await tx.findLive(orderId);
      // it lost the race, and the winner has been declined since
      if (winner === null)
        throw new OrderNotPayableError('Another payment of this order was just declined; try again.');
      return { payment: own(winner, userId), fresh: false };
    },

    async carryOut(paymentId, card, opened) {
      if (opened !== undefined) return charge(opened, card);
      const payment = await store.find(paymentId);
      if (payment === null) throw new PaymentNotFoundError();
      if (payment.state !== 'PROCESSING' || payment.sent) return payment;
      const claimed = await store.claimUnsent(paymentId, card.number.slice(-4), dueMs);
      return claimed === null ? ((await store.find(paymentId)) ?? payment) : charge(claimed, card);
    },
  };
}

function own(payment: Payment, userId: string): Payment {
  if (payment.userId !== userId) throw new OrderNotFoundError();
  return payment;
}

function assertPayable(order: KnownOrder | null, userId: string, now: Date): asserts order is KnownOrder {
  if (order === null || order.userId !== userId) throw new OrderNotFoundError();
  if (order.state !== 'AWAITING_PAYMENT' || order.paymentId !== null) {
    throw new OrderNotPayableError(`The order is ${order.state}.`);
  }
  if (order.expiresAt !== null && new Date(order.expiresAt) <= now) {
    throw new OrderNotPayableError('The time to pay for the order has run out.');
  }
}

function toPayment(id: string, order: KnownOrder, card: Card, now: Date): Payment {
  return {
    id,
    orderId: order.id,
    userId: order.userId,
    amount: order.total,
    state: 'PROCESSING',
    declineReason: null,
    refundReason: null,
    cardLast4: card.number.slice(-4),
    sent: true,
    sentAt: now,
    work: 'capture',
    eventVersion: 0,
    createdAt: now,
    updatedAt: now,
  };
}
