import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { Order } from '../domain/order.ts';
import type { NotePayment } from '../usecases/note-payment.ts';
import type { Checkpoint, OrderTx } from '../usecases/ports.ts';

export interface PaymentEventDeps {
  notePayment: NotePayment;
  /** Runs `apply` in one transaction with the inbox row; null when the event has been applied before. */
  once: (consumer: string, eventId: string, apply: (tx: OrderTx) => Promise<Order>) => Promise<Order | null>;
  /** Goes on with the order, without making the partition wait for ticket-service. */
  pursue: (order: Order) => Promise<void>;
  checkpoint: Checkpoint;
}

/** What became of the money. Each payment's events may come twice and in any order. */
export function createPaymentEventsHandler({ notePayment, once, pursue, checkpoint }: PaymentEventDeps): Handler {
  return async (event, { consumer }) => {
    switch (event.type) {
      case 'ticketlab.payment.captured.v1': {
        const order = await once(consumer, event.id, (tx) => notePayment.captured(tx, event.data));
        checkpoint('capture-noted');
        if (order !== null) await pursue(order);
        return;
      }
      case 'ticketlab.payment.declined.v1':
        await once(consumer, event.id, (tx) => notePayment.declined(tx, event.data));
        return;
      case 'ticketlab.payment.refunded.v1':
        await once(consumer, event.id, (tx) => notePayment.refunded(tx, event.data));
        checkpoint('refunded');
    }
  };
}
