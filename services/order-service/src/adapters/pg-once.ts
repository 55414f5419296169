import { onceInTx } from '@ticketlab/service-kit/messaging/inbox';
import { type Answer, createIdempotency } from '@ticketlab/service-kit/postgres/idempotency';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { Order } from '../domain/order.ts';
import type { Step } from '../domain/saga.ts';
import type { OrderTx } from '../usecases/ports.ts';
import type { OnSteps } from './pg-order-store.ts';
import { createOrderTx } from './pg-order-tx.ts';

/** Runs something once per user and Idempotency-Key. */
export function createOncePerKey(db: Postgres, onSteps: OnSteps) {
  const idempotency = createIdempotency(db);
  return <Body>(
    request: { userId: string; key: string; body: unknown },
    work: { begin(tx: OrderTx): Promise<string>; finish(orderId: string): Promise<Answer<Body>> },
  ): Promise<Answer<Body>> => {
    let written: Step[] = [];
    return idempotency.withKey(
      { ...request, operation: 'POST /api/orders' },
      {
        begin: (client) => {
          written = []; // the transaction may run again after a deadlock
          return work.begin(createOrderTx(client, written));
        },
        finish: (orderId) => {
          onSteps(written);
          return work.finish(orderId);
        },
      },
    );
  };
}

/** Applies an event in one transaction with its inbox row; null when that has been done before. */
export function createOncePerEvent(db: Postgres, onSteps: OnSteps) {
  return async (consumer: string, eventId: string, apply: (tx: OrderTx) => Promise<Order>): Promise<Order | null> => {
    let written: Step[] = [];
    const order = await db.tx(async (client) => {
      written = [];
      return (await onceInTx(client, consumer, eventId)) ? apply(createOrderTx(client, written)) : null;
    });
    onSteps(written);
    return order;
  };
}
