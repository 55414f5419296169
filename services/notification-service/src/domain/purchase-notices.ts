import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { PersonalNotice } from './notice.ts';
import { inMoney } from './order-notices.ts';

export function toDeclinedNotice(event: TicketlabEvent<'ticketlab.payment.declined.v1'>): PersonalNotice {
  const { userId, orderId, amount, reason } = event.data;
  return {
    source: event.id,
    userId,
    kind: 'payment-declined',
    title: `Your payment of ${inMoney(amount)} was declined`,
    body: `${reason ?? 'The card was refused.'} The tickets are still held for you: try another card.`,
    link: `/orders/${orderId}`,
    email: false,
  };
}

export function toTicketsIssuedNotice(event: TicketlabEvent<'ticketlab.ticket.issued.v1'>): PersonalNotice {
  const { userId, orderId, tickets } = event.data;
  const seats = tickets.flatMap(({ seatId }) => (seatId === null ? [] : [seatId]));
  return {
    source: event.id,
    userId,
    kind: 'tickets-issued',
    title: tickets.length === 1 ? 'Your ticket is here' : `Your ${tickets.length} tickets are here`,
    body:
      seats.length === 0
        ? 'Show the code at the door.'
        : `${seats.length === 1 ? 'Seat' : 'Seats'} ${seats.join(', ')}. Show the code at the door.`,
    link: `/orders/${orderId}`,
    email: true,
  };
}
