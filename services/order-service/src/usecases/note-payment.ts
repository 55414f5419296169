import { DomainError } from '@ticketlab/service-kit/messaging/errors';
import { OrderNotFoundError } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';
import { isBeingConfirmed, move, note } from '../domain/saga.ts';
import type { OrderTx } from './ports.ts';

interface PaymentNews {
  readonly paymentId: string;
  readonly orderId: string;
  readonly reason: string | null;
}

export interface NotePayment {
  captured(tx: OrderTx, news: PaymentNews): Promise<Order>;
  declined(tx: OrderTx, news: PaymentNews): Promise<Order>;
  refunded(tx: OrderTx, news: PaymentNews): Promise<Order>;
}

const payments = 'service:payment-service';

/**
 * What a payment means to its order, within the transaction that remembers the event. Resolves to the order as written;
 * its `work` is what the conductor does next.
 */
export function createNotePayment(deps: { clock: () => Date }, options: { workDueMs: number }): NotePayment {
  const { clock } = deps;

  async function lock(tx: OrderTx, { orderId, paymentId }: PaymentNews): Promise<Order> {
    const order = await tx.lock(orderId);
    if (order === null) throw new OrderNotFoundError();
    if (order.paymentId !== null && order.paymentId !== paymentId) {
      throw new DomainError('conflict', `order ${orderId} belongs to payment ${order.paymentId}, not to ${paymentId}`);
    }
    return order;
  }

  return {
    async captured(tx, news) {
      const order = await lock(tx, news);
      if (order.paymentId !== null) return order;
      const change = { at: clock(), actor: payments, paymentId: news.paymentId };
      // a capture confirms nothing by itself: the commit decides
      const step =
        order.state === 'AWAITING_PAYMENT'
          ? note(order, { ...change, reason: 'payment-captured', work: 'commit' })
          : move(order, 'REFUNDING', {
              ...change,
              reason: 'captured-too-late',
              ...(order.state === 'PENDING' ? { work: 'release' } : {}),
            });
      await tx.save([step], options.workDueMs);
      return step.after;
    },

    async declined(tx, { orderId, reason }) {
      const order = await tx.lock(orderId);
      if (order === null) throw new OrderNotFoundError();
      if (order.state !== 'AWAITING_PAYMENT' || isBeingConfirmed(order)) return order;
      const step = note(order, { at: clock(), actor: payments, reason: `payment-declined: ${reason ?? 'unknown'}` });
      await tx.save([step], options.workDueMs);
      return step.after;
    },

    async refunded(tx, news) {
      const order = await lock(tx, news);
      if (order.state === 'REFUNDED') return order;
      const change = { at: clock(), actor: payments, reason: news.reason };
      let refunding = order;
      if (order.state !== 'REFUNDING') {
        // nobody here asked for it, but the money is back with the customer: the places must come back too
        const step = move(order, 'REFUNDING', { ...change, paymentId: news.paymentId });
        await tx.save([step], options.workDueMs);
        refunding = step.after;
      }
      const step = move(refunding, 'REFUNDED', { ...change, reason: change.reason ?? refunding.reason });
      await tx.save([step], options.workDueMs);
      return step.after;
    },
  };
}
