import type { orderTransitionSchema, OrderState } from '@ticketlab/contracts/http/orders';
import type { z } from 'zod';

export type Transition = z.output<typeof orderTransitionSchema>;

const names: Record<OrderState, string> = {
  PENDING: 'Being placed',
  AWAITING_PAYMENT: 'Waits for payment',
  CONFIRMED: 'Confirmed',
  REJECTED: 'Not possible',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
  REFUNDING: 'Being refunded',
  REFUNDED: 'Refunded',
};

export const orderStateName = (state: OrderState): string => names[state];

const reasons: Record<string, string> = {
  'sold-out': 'There were not as many tickets left.',
  'seat-taken': 'Somebody else had taken one of the seats.',
  'event-not-on-sale': 'The event was not on sale.',
  'not-paid-in-time': 'It was not paid in time. The places went back on sale; nothing was charged.',
  'captured-too-late': 'The payment came after the places were given back. The money is returned.',
  'event-cancelled': 'The event was cancelled.',
  'account-erased': 'The account was erased.',
  'reservation-released': 'The places were no longer reserved. The money is returned.',
  undecided: 'Nobody could say in time whether the places are free.',
  cancelled: '',
  'payment-captured': '',
};

/** A reason of the saga in words; what support wrote as it is. */
export function reasonInWords(reason: string | null): string {
  if (reason === null) return '';
  return reasons[reason] ?? (/^[a-z]+(-[a-z]+)*$/.test(reason) ? `Reason: ${reason.replaceAll('-', ' ')}.` : reason);
}

const declines: Record<string, string> = {
  'card-declined': 'The card was declined.',
  'insufficient-funds': 'The card has not enough funds.',
  'expired-card': 'The card has expired.',
  'order-not-payable': 'The order could not be paid any more.',
  'provider-unavailable': 'The payment provider could not be reached. Nothing was charged.',
  'not-processed': 'The payment was not processed. Nothing was charged.',
};

export function declineInWords(reason: string | null): string {
  return declines[reason ?? ''] ?? 'The payment was declined.';
}

/** What happened in a step of the saga. */
export function stepInWords({ from, to, reason }: Transition): { title: string; detail: string } {
  if (from === to) {
    const [what, why] = (reason ?? '').split(': ');
    if (what === 'payment-declined') return { title: 'Payment declined', detail: declineInWords(why ?? null) };
    if (what === 'payment-captured') return { title: 'Payment received', detail: '' };
    return { title: 'Noted', detail: reasonInWords(reason) };
  }
  const titles: Record<OrderState, string> = {
    PENDING: 'Order placed',
    AWAITING_PAYMENT: 'Places reserved for you',
    CONFIRMED: 'Places sold to you, order confirmed',
    REJECTED: 'Order not possible',
    CANCELLED: 'Order cancelled, places given back',
    EXPIRED: 'Reservation expired',
    REFUNDING: 'Refund on its way',
    REFUNDED: 'Money returned',
  };
  return { title: titles[to], detail: reasonInWords(reason) };
}

/** Who did it, as a customer may know it. */
export function actorInWords(actor: string): string {
  const [kind, name] = actor.split(':');
  if (kind === 'user') return 'you';
  if (kind === 'admin') return 'support';
  return name ?? actor;
}

/** Whether nothing will happen any more by itself. */
export function isFinal(state: OrderState): boolean {
  return state !== 'PENDING' && state !== 'AWAITING_PAYMENT' && state !== 'REFUNDING';
}
