import type { Event, EventStatus, Tier } from '@ticketlab/contracts/http/events';
import type { OrderItemInput } from '@ticketlab/contracts/http/orders';
import type { Money } from '@ticketlab/contracts/primitives';
import { EventNotOnSaleError, ItemsError } from './errors.ts';
import type { OrderItem } from './order.ts';

/** What order-service keeps of an event: enough to price an order and to know whether it may be placed. */
export interface EventSale {
  readonly id: string;
  readonly status: EventStatus;
  readonly title: string;
  readonly currency: string;
  readonly maxPerCustomer: number;
  /** Null of an event that was cancelled before anything else was heard of it. */
  readonly endsAt: Date | null;
  readonly tiers: readonly Pick<Tier, 'id' | 'kind' | 'name' | 'price' | 'rows'>[];
}

export function toEventSale(event: Event): EventSale {
  const { id, status, title, currency, maxPerCustomer } = event;
  const tiers = event.tiers.map(({ id, kind, name, price, rows }) => ({ id, kind, name, price, rows }));
  return { id, status, title, currency, maxPerCustomer, endsAt: new Date(event.endsAt), tiers };
}

/** @throws {EventNotOnSaleError} */
export function assertOnSale(event: EventSale, now: Date): void {
  if (event.status === 'cancelled') throw new EventNotOnSaleError('The event has been cancelled.');
  if (event.status === 'draft') throw new EventNotOnSaleError('The event has not been published yet.');
  if (event.status === 'finished' || event.endsAt === null || event.endsAt <= now) {
    throw new EventNotOnSaleError('The event is over.');
  }
}

/**
 * The items with names and prices of the event's tiers, and their sum.
 * @throws {ItemsError} for a tier of another event, a quantity of numbered seats, or a seat that does not exist
 */
export function priceItems(
  event: EventSale,
  inputs: readonly OrderItemInput[],
): { items: OrderItem[]; total: Money; quantity: number } {
  const wrong: { path: string; message: string }[] = [];
  const items: OrderItem[] = [];
  inputs.forEach((input, index) => {
    const tier = event.tiers.find(({ id }) => id === input.tierId);
    const fault = tier === undefined ? { field: 'tierId', message: 'no tier of this event' } : faultOf(tier, input);
    if (fault !== undefined) wrong.push({ path: `items.${index}.${fault.field}`, message: fault.message });
    else if (tier !== undefined) items.push(toItem(tier, input));
  });
  if (wrong.length > 0) throw new ItemsError(wrong);
  const amount = items.reduce((sum, item) => sum + item.unitPrice.amount * item.quantity, 0);
  const quantity = items.reduce((sum, item) => sum + item.quantity, 0);
  return { items, total: { amount, currency: event.currency }, quantity };
}

type SaleTier = EventSale['tiers'][number];

function faultOf(tier: SaleTier, input: OrderItemInput): { field: string; message: string } | undefined {
  if (tier.kind === 'general') {
    return 'seatIds' in input ? { field: 'seatIds', message: 'this tier has no numbered seats' } : undefined;
  }
  if (!('seatIds' in input)) return { field: 'quantity', message: 'choose seats of this tier' };
  const unknown = input.seatIds.find((seatId) => !hasSeat(tier, seatId));
  return unknown === undefined ? undefined : { field: 'seatIds', message: `no seat ${unknown} in this tier` };
}

function hasSeat(tier: SaleTier, seatId: string): boolean {
  const [row, number] = seatId.split('-');
  const seats = tier.rows.find((candidate) => candidate.row === row)?.seats ?? 0;
  const seat = Number(number);
  // `C-07` would be a second name of seat C-7
  return seat >= 1 && seat <= seats && seatId === `${row ?? ''}-${seat}`;
}

function toItem(tier: SaleTier, input: OrderItemInput): OrderItem {
  const seatIds = 'seatIds' in input ? input.seatIds : [];
  const quantity = 'seatIds' in input ? seatIds.length : input.quantity;
  return { tierId: tier.id, tierName: tier.name, quantity, seatIds, unitPrice: tier.price };
}
