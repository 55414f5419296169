import type { Event } from '@ticketlab/contracts/http/events';
import { type EventInput, draftEvent } from '../src/domain/event.ts';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';

export const now = new Date('2030-03-01T12:00:00.000Z');
export const newId = (): string => uuidv7(Date.now());

/** What an admin might send, with general admission and a seated tier. */
export function eventInput(overrides: Partial<EventInput> = {}): EventInput {
  return {
    title: 'Night of the Owls',
    description: 'Chamber music by candle light.',
    category: 'concert',
    venue: { name: 'Old Granary', city: 'Lübeck', address: 'Harbour Road 3', timezone: 'Europe/Berlin' },
    startsAt: '2030-06-01T18:00:00Z',
    endsAt: '2030-06-01T21:00:00Z',
    image: null,
    currency: 'EUR',
    maxPerCustomer: 8,
    tiers: [
      { kind: 'general', name: 'Standing', price: { amount: 2500, currency: 'EUR' }, capacity: 200 },
      { kind: 'seated', name: 'Balcony', price: { amount: 4000, currency: 'EUR' }, rows: [{ row: 'A', seats: 10 }] },
    ],
    ...overrides,
  };
}

/** An event as the domain makes it, with any field set afterwards. */
export function anEvent(overrides: Partial<Event> = {}): Event {
  return { ...draftEvent(eventInput(), now, newId), ...overrides };
}
