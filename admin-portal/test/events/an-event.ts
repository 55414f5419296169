import type { Event } from '@ticketlab/contracts/http/events';

export const eventId = '019a0000-0000-7000-8000-000000000001';
export const standing = '019a0000-0000-7000-8000-0000000000a1';
export const stalls = '019a0000-0000-7000-8000-0000000000a2';

export function anEvent(part: Partial<Event> = {}): Event {
  return {
    id: eventId,
    version: 3,
    status: 'draft',
    title: 'Night of Small Machines',
    description: 'They hum.',
    category: 'concert',
    venue: { name: 'Old Boiler House', city: 'Leipzig', address: 'Kesselgasse 3', timezone: 'Europe/Berlin' },
    startsAt: '2027-03-01T18:00:00.000Z',
    endsAt: '2027-03-01T22:00:00.000Z',
    image: null,
    currency: 'EUR',
    maxPerCustomer: 8,
    tiers: [
      {
        id: standing,
        kind: 'general',
        name: 'Standing',
        price: { amount: 2450, currency: 'EUR' },
        capacity: 100,
        rows: [],
      },
      {
        ...{ id: stalls, kind: 'seated', name: 'Stalls', price: { amount: 4000, currency: 'EUR' }, capacity: 22 },
        rows: [
          { row: 'A', seats: 10 },
          { row: 'B', seats: 12 },
        ],
      },
    ],
    cancelReason: null,
    createdAt: '2026-11-01T10:00:00.000Z',
    updatedAt: '2026-11-01T10:00:00.000Z',
    ...part,
  };
}
