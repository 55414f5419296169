import type { Event } from '@ticketlab/contracts/http/events';
import type { orderDetailSchema, OrderState } from '@ticketlab/contracts/http/orders';
import type { Payment } from '@ticketlab/contracts/http/payments';
import type { availabilitySchema, seatMapSchema, Ticket } from '@ticketlab/contracts/http/tickets';
import type { z } from 'zod';

export const eventId = '019a0000-0000-7000-8000-0000000000e1';
export const standingTier = '019a0000-0000-7000-8000-0000000000a1';
export const seatedTier = '019a0000-0000-7000-8000-0000000000a2';
export const orderId = '019a0000-0000-7000-8000-0000000000d1';
const userId = '019a0000-0000-7000-8000-00000000c001';
const now = '2026-11-21T20:00:00.000Z';

/** Standing places for 20 euros, and two rows of three seats for 45. */
export function anEvent(): Event {
  return {
    id: eventId,
    version: 1,
    status: 'published',
    title: 'Slow Rivers',
    description: 'A piano and a cello.',
    category: 'concert',
    venue: { name: 'Lantern Hall', city: 'Vienna', address: 'Ring 112', timezone: 'Europe/Vienna' },
    startsAt: '2026-12-12T18:00:00.000Z',
    endsAt: '2026-12-12T20:00:00.000Z',
    image: null,
    currency: 'EUR',
    maxPerCustomer: 4,
    tiers: [
      { id: standingTier, kind: 'general', name: 'Standing', price: euros(20), capacity: 50, rows: [] },
      {
        ...{ id: seatedTier, kind: 'seated', name: 'Stalls', price: euros(45), capacity: 6 },
        rows: [
          { row: 'A', seats: 3 },
          { row: 'B', seats: 3 },
        ],
      },
    ],
    cancelReason: null,
    createdAt: now,
    updatedAt: now,
  };
}

export function aSummary(title: string) {
  return { ...anEvent(), id: `${eventId}-${title}`, title, priceFrom: euros(20), priceTo: euros(45), seated: true };
}

export function anAvailability(standing = 50): z.output<typeof availabilitySchema> {
  return {
    eventId,
    onSale: true,
    tiers: [
      { tierId: standingTier, capacity: 50, available: standing, reserved: 0, sold: 50 - standing },
      { tierId: seatedTier, capacity: 6, available: 6, reserved: 0, sold: 0 },
    ],
    asOf: now,
  };
}

export function aSeatMap(...taken: string[]): z.output<typeof seatMapSchema> {
  return {
    eventId,
    onSale: true,
    tiers: [{ tierId: seatedTier, rows: [], taken: taken.map((seatId) => ({ seatId, status: 'reserved' })) }],
    asOf: now,
  };
}

type OrderDetail = z.output<typeof orderDetailSchema>;

/** Of two standing places. */
export function anOrder(state: OrderState, more: Partial<OrderDetail> = {}): OrderDetail {
  return {
    id: orderId,
    userId,
    eventId,
    eventTitle: 'Slow Rivers',
    state,
    items: [{ tierId: standingTier, tierName: 'Standing', quantity: 2, seatIds: [], unitPrice: euros(20) }],
    total: euros(40),
    paymentId: null,
    expiresAt: new Date(Date.now() + 300_000).toISOString(),
    reason: null,
    createdAt: now,
    updatedAt: now,
    transitions: [{ from: null, to: 'PENDING', at: now, reason: null, actor: `user:${userId}` }],
    ...more,
  };
}

export function aPayment(state: Payment['state'], declineReason: string | null = null): Payment {
  const id = '019a0000-0000-7000-8000-0000000000f1';
  return {
    id,
    orderId,
    userId,
    amount: euros(40),
    state,
    declineReason,
    cardLast4: '0002',
    createdAt: now,
    updatedAt: now,
  };
}

export function aTicket(number: number, more: Partial<Ticket> = {}): Ticket {
  return {
    id: `019a0000-0000-7000-8000-00000000007${number}`,
    orderId,
    userId,
    eventId,
    eventTitle: 'Slow Rivers',
    startsAt: '2026-12-12T18:00:00.000Z',
    venueName: 'Lantern Hall',
    tierId: standingTier,
    tierName: 'Standing',
    seatId: null,
    status: 'valid',
    code: 'x'.repeat(40),
    issuedAt: now,
    checkedInAt: null,
    ...more,
  };
}

function euros(amount: number) {
  return { amount: amount * 100, currency: 'EUR' };
}
