import type { Tier } from '@ticketlab/contracts/http/events';
import type { Order, OrderItemInput } from '@ticketlab/contracts/http/orders';
import type { Money } from '@ticketlab/contracts/primitives';
import { tabMemory } from './tab-memory.ts';

/** What somebody has chosen at an event: by tier how many places, or which seats. */
export interface Choice {
  readonly quantities: Readonly<Record<string, number>>;
  readonly seats: Readonly<Record<string, readonly string[]>>;
}

export const emptyChoice: Choice = { quantities: {}, seats: {} };

export function countOf({ quantities, seats }: Choice): number {
  const standing = Object.values(quantities).reduce((sum, quantity) => sum + quantity, 0);
  return Object.values(seats).reduce((sum, { length }) => sum + length, standing);
}

export function sumOf(choice: Choice, tiers: readonly Tier[], currency: string): Money {
  const placesIn = ({ id }: Tier) => (choice.quantities[id] ?? 0) + (choice.seats[id]?.length ?? 0);
  return { amount: tiers.reduce((sum, tier) => sum + placesIn(tier) * tier.price.amount, 0), currency };
}

export function withQuantity(choice: Choice, tierId: string, quantity: number): Choice {
  return { ...choice, quantities: { ...choice.quantities, [tierId]: quantity } };
}

export function isChosen(choice: Choice, tierId: string, seatId: string): boolean {
  return choice.seats[tierId]?.includes(seatId) === true;
}

export function withSeat(choice: Choice, tierId: string, seatId: string): Choice {
  return { ...choice, seats: { ...choice.seats, [tierId]: [...(choice.seats[tierId] ?? []), seatId] } };
}

export function withoutSeats(choice: Choice, tierId: string, seatIds: readonly string[]): Choice {
  const left = (choice.seats[tierId] ?? []).filter((seatId) => !seatIds.includes(seatId));
  return { ...choice, seats: { ...choice.seats, [tierId]: left } };
}

/** In an order that depends on nothing but the choice: the same choice is the same wish. */
export function toItems({ quantities, seats }: Choice): OrderItemInput[] {
  const standing = Object.entries(quantities).flatMap(([tierId, quantity]) =>
    quantity > 0 ? [{ tierId, quantity }] : [],
  );
  const numbered = Object.entries(seats).flatMap(([tierId, seatIds]) =>
    seatIds.length > 0 ? [{ tierId, seatIds: seatIds.toSorted() }] : [],
  );
  return [...standing, ...numbered].sort((a, b) => a.tierId.localeCompare(b.tierId));
}

/** To choose the same again after an order has come to nothing. */
export function choiceOf({ items }: Pick<Order, 'items'>): Choice {
  const numbered = items.filter(({ seatIds }) => seatIds.length > 0);
  const standing = items.filter(({ seatIds }) => seatIds.length === 0);
  return {
    quantities: Object.fromEntries(standing.map(({ tierId, quantity }) => [tierId, quantity])),
    seats: Object.fromEntries(numbered.map(({ tierId, seatIds }) => [tierId, seatIds])),
  };
}

export function saveChoice(eventId: string, choice: Choice): void {
  if (countOf(choice) === 0) tabMemory.forget(`choice-${eventId}`);
  else tabMemory.write(`choice-${eventId}`, choice);
}

export function readChoice(eventId: string): Choice {
  return (tabMemory.read(`choice-${eventId}`) as Choice | null) ?? emptyChoice;
}
