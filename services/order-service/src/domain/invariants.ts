import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { PaymentState } from '@ticketlab/contracts/http/payments';

/** Something that looks wrong about one subject: an order, a payment, or another service's whole. */
export interface Finding {
  readonly invariant: string;
  readonly subject: string;
  readonly detail: string;
  /** How many things are wrong; more than one only in another service's summary. */
  readonly count: number;
}

export interface ConfirmedOrder {
  readonly id: string;
  readonly paymentId: string | null;
  readonly quantity: number;
}

export interface PaymentFact {
  readonly id: string;
  readonly orderId: string;
  readonly state: PaymentState;
}

/** No CONFIRMED order without exactly one captured, unrefunded payment: its own. */
export function checkPayments(orders: readonly ConfirmedOrder[], payments: readonly PaymentFact[]): Finding[] {
  const byOrder = Map.groupBy(payments, ({ orderId }) => orderId);
  return orders.flatMap(({ id, paymentId }) => {
    const captured = (byOrder.get(id) ?? []).filter(({ state }) => state === 'CAPTURED');
    if (captured.length === 1 && captured[0]?.id === paymentId) return [];
    const detail = `${captured.length} captured payments: ${captured.map((payment) => payment.id).join(', ') || 'none'}`;
    return [{ invariant: 'confirmed-without-payment', subject: id, detail, count: 1 }];
  });
}

/** Every CONFIRMED order has its tickets, as many as it paid for. */
export function checkTickets(orders: readonly ConfirmedOrder[], tickets: ReadonlyMap<string, number>): Finding[] {
  return orders.flatMap(({ id, quantity }) => {
    const issued = tickets.get(id) ?? 0;
    if (issued === quantity) return [];
    const detail = `${issued} tickets instead of ${quantity}`;
    return [{ invariant: 'confirmed-without-tickets', subject: id, detail, count: 1 }];
  });
}

/** No money is kept without a CONFIRMED order: a refund under way may hold it for a moment only. */
export function checkCaptures(
  payments: readonly PaymentFact[],
  orders: ReadonlyMap<string, { state: OrderState; paymentId: string | null }>,
): Finding[] {
  return payments.flatMap((payment) => {
    const order = orders.get(payment.orderId);
    if (order?.state === 'CONFIRMED' && order.paymentId === payment.id && payment.state === 'CAPTURED') return [];
    const detail = `payment ${payment.state}, order ${payment.orderId} ${order?.state ?? 'unknown'}`;
    return [{ invariant: 'capture-without-order', subject: payment.id, detail, count: 1 }];
  });
}

/** The invariants of all services: exported even while nothing is known to be wrong. */
export const knownInvariants = [
  'confirmed-without-payment',
  'confirmed-without-tickets',
  'capture-without-order',
  'customer-limit-mismatch',
  'outbox-stuck',
  // payment-service
  'provider-mismatch',
  // ticket-service
  'tier-balanced',
  'reservations-equal-tier-counters',
  'seats-equal-tier-counters',
  'seat-has-one-owner',
  'tickets-equal-places',
  // user-, event-, notification-service
  'erased-accounts-have-no-reset-links',
  'sessions-of-changed-accounts-end',
  'finished-when-over',
  'mails-delivered',
] as const;
