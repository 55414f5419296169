import type { Event } from '@ticketlab/contracts/http/events';
import { testCards } from '@ticketlab/contracts/http/payments';
import { newId } from './new-id.ts';

/** A published event in a month's time, with a tier for standing (100) and one with seats in rows A (10) and B (5). */
export function sampleEvent(more: Partial<Event> = {}): Event {
  const price = (amount: number) => ({ amount, currency: 'EUR' });
  const now = Date.now();
  const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const rows = [
    { row: 'A', seats: 10 },
    { row: 'B', seats: 5 },
  ];
  return {
    id: newId(),
    version: 1,
    status: 'published',
    title: 'An evening of tests',
    description: '',
    category: 'concert',
    venue: { name: 'The Harness', city: 'Testville', address: '1 Main Street', timezone: 'Europe/Berlin' },
    startsAt: at(30),
    endsAt: at(31),
    image: null,
    currency: 'EUR',
    maxPerCustomer: 8,
    tiers: [
      { id: newId(), kind: 'general', name: 'Standing', price: price(2500), capacity: 100, rows: [] },
      { id: newId(), kind: 'seated', name: 'Balcony', price: price(4000), capacity: 15, rows },
    ],
    cancelReason: null,
    createdAt: at(0),
    updatedAt: at(0),
    ...more,
  };
}

/** A card that is good for this outcome until further notice. */
export function cardOf(number: string = testCards.success) {
  return { number, expiryMonth: 12, expiryYear: 2090, cvc: '123', holder: 'A Customer' };
}
