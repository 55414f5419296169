import { PaymentNotFoundError } from '../domain/errors.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentFilter, PaymentStore } from './ports.ts';

export type Asker = { role: 'USER' | 'ADMIN'; userId: string };

/** @throws {PaymentNotFoundError} also for somebody else's payment: its existence is nobody else's business */
export async function readPayment(store: PaymentStore, asker: Asker, paymentId: string): Promise<Payment> {
  const payment = await store.find(paymentId);
  const mayRead = payment !== null && (asker.role === 'ADMIN' || asker.userId === payment.userId);
  if (!mayRead) throw new PaymentNotFoundError();
  return payment;
}

/** One page, newest first, and the id to go on before (null at the end). Customers get their own payments only. */
export async function listPayments(
  store: PaymentStore,
  asker: Asker,
  query: PaymentFilter & { before: string | null; limit: number },
): Promise<{ payments: Payment[]; next: string | null }> {
  const { before, limit, ...filter } = query;
  const userId = asker.role === 'ADMIN' ? filter.userId : asker.userId;
  const found = await store.list({ ...filter, userId }, { before, limit: limit + 1 });
  const payments = found.slice(0, limit);
  return { payments, next: found.length > limit ? (payments.at(-1)?.id ?? null) : null };
}
