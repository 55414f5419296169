import { onceInTx } from '@ticketlab/service-kit/messaging/inbox';
import { type Answer, createIdempotency } from '@ticketlab/service-kit/postgres/idempotency';
import type { Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { PaymentTx } from '../usecases/ports.ts';
import { createPaymentTx } from './pg-payment-tx.ts';

/** Runs something once per user and Idempotency-Key. */
export function createOncePerKey(db: Postgres) {
  const idempotency = createIdempotency(db);
  return <Body>(
    request: { userId: string; key: string; body: unknown },
    work: { begin(tx: PaymentTx): Promise<string>; finish(paymentId: string): Promise<Answer<Body>> },
  ): Promise<Answer<Body>> =>
    idempotency.withKey(
      { ...request, operation: 'POST /api/payments' },
      { begin: (client) => work.begin(createPaymentTx(client)), finish: (paymentId) => work.finish(paymentId) },
    );
}

/** Applies an event in one transaction with its inbox row; null when that has been done before. */
export function createOncePerEvent(db: Postgres) {
  return <T>(consumer: string, eventId: string, apply: (tx: PaymentTx) => Promise<T>): Promise<T | null> =>
    db.tx(async (client) => ((await onceInTx(client, consumer, eventId)) ? apply(createPaymentTx(client)) : null));
}
