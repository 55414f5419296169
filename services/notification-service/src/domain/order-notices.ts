import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Money } from '@ticketlab/contracts/primitives';
import type { PersonalNotice } from './notice.ts';

type OrderEvent = Extract<TicketlabEvent, { type: `ticketlab.order.${string}` }>;
type Text = Pick<PersonalNotice, 'kind' | 'title' | 'body' | 'email'>;

/** What the buyer is told of an order's step; undefined where nothing new is in it for them. */
export function toOrderNotice(event: OrderEvent): PersonalNotice | undefined {
  const text = describe(event);
  if (text === undefined) return undefined;
  const { userId, orderId } = event.data;
  return { ...text, source: event.id, userId, link: `/orders/${orderId}` };
}

function describe({ type, data }: OrderEvent): Text | undefined {
  const { eventTitle: title, items, total, reason } = data;
  const places = items.reduce((sum, { quantity }) => sum + quantity, 0);
  switch (type) {
    case 'ticketlab.order.placed.v1':
      return undefined; // the answer to the order itself says so
    case 'ticketlab.order.confirmed.v1':
      return {
        kind: 'order-confirmed',
        title: `Your order for ${title} is confirmed`,
        body: `${inWords(places)}, ${inMoney(total)}. The tickets follow at once.`,
        email: false, // the mail with the tickets follows
      };
    case 'ticketlab.order.rejected.v1':
      return {
        kind: 'order-rejected',
        title: `Your order for ${title} could not be taken`,
        body: because(reason, 'The tickets were no longer available.'),
        email: false,
      };
    case 'ticketlab.order.cancelled.v1':
      return {
        kind: 'order-cancelled',
        title: `Your order for ${title} is cancelled`,
        body: because(reason, 'The tickets are free for others again.'),
        email: false,
      };
    case 'ticketlab.order.expired.v1':
      return {
        kind: 'order-expired',
        title: `Your order for ${title} has expired`,
        body: 'It was not paid in time, so the tickets are free for others again.',
        email: false,
      };
    case 'ticketlab.order.refund-requested.v1':
      return {
        kind: 'order-refunding',
        title: `Your money for ${title} is on its way back`,
        body: because(reason, `We are returning ${inMoney(total)}.`),
        email: false,
      };
    case 'ticketlab.order.refunded.v1':
      return {
        kind: 'order-refunded',
        title: `${inMoney(total)} for ${title} were returned`,
        body: because(reason, 'They went back to the card you paid with.'),
        email: true,
      };
  }
}

function inWords(places: number): string {
  return places === 1 ? 'One ticket' : `${places} tickets`;
}

export function inMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions();
  return format.format(amount / 10 ** digits);
}

function because(reason: string | null, otherwise: string): string {
  return reason === null || reason === '' ? otherwise : `${otherwise} Reason: ${reason}`;
}
