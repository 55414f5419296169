import { describe, expect, it } from '@jest/globals';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { orderStateSchema } from '@ticketlab/contracts/http/orders';
import { newId } from '@ticketlab/testing/new-id';
import { firstIdAt, timeOfId } from '../../src/domain/order-id.ts';
import type { Order } from '../../src/domain/order.ts';
import { holdsPlaces, isBeingConfirmed, move, note } from '../../src/domain/saga.ts';

const at = new Date('2026-03-01T12:00:00Z');
const by = { at, actor: 'service:order-service' };

function orderIn(state: OrderState, more: Partial<Order> = {}): Order {
  return {
    id: newId(),
    userId: newId(),
    eventId: newId(),
    eventTitle: 'An evening of tests',
    state,
    items: [],
    total: { amount: 0, currency: 'EUR' },
    paymentId: null,
    expiresAt: null,
    reason: null,
    work: null,
    history: [],
    eventVersion: 1,
    createdAt: at,
    updatedAt: at,
    ...more,
  };
}

describe('the arrows', () => {
  const states = orderStateSchema.options;
  const allowed = [
    'PENDING AWAITING_PAYMENT',
    'PENDING REJECTED',
    'PENDING CANCELLED',
    'PENDING REFUNDING',
    'AWAITING_PAYMENT CONFIRMED',
    'AWAITING_PAYMENT CANCELLED',
    'AWAITING_PAYMENT EXPIRED',
    'AWAITING_PAYMENT REFUNDING',
    'CONFIRMED REFUNDING',
    'REJECTED REFUNDING',
    'CANCELLED REFUNDING',
    'EXPIRED REFUNDING',
    'REFUNDING REFUNDED',
  ];

  it('are these and no others', () => {
    const possible = states.flatMap((from) =>
      states.flatMap((to) => {
        try {
          move(orderIn(from), to, by);
          return [`${from} ${to}`];
        } catch {
          return [];
        }
      }),
    );
    expect(possible.sort()).toEqual([...allowed].sort());
  });

  it('count an event for every state but the one that nobody else needs to hear of', () => {
    for (const [from, to] of allowed.map((arrow) => arrow.split(' ') as [OrderState, OrderState])) {
      const { after } = move(orderIn(from), to, by);
      expect(after.eventVersion).toBe(to === 'AWAITING_PAYMENT' ? 1 : 2);
      expect(after.history).toEqual([{ from, to, at: at.toISOString(), reason: null, actor: by.actor }]);
    }
  });
});

describe('what is owed to ticket-service', () => {
  it('is a release after every end that may hold places', () => {
    expect(move(orderIn('PENDING', { work: 'reserve' }), 'CANCELLED', by).after.work).toBe('release');
    expect(move(orderIn('AWAITING_PAYMENT'), 'EXPIRED', by).after.work).toBe('release');
    expect(move(orderIn('PENDING', { work: 'reserve' }), 'REJECTED', by).after.work).toBeNull();
  });

  it('survives the refund of a payment that came too late', () => {
    const refunding = move(orderIn('EXPIRED', { work: 'release' }), 'REFUNDING', by).after;
    expect(refunding.work).toBe('release');
    expect(move(refunding, 'REFUNDED', by).after.work).toBe('release');
  });

  it('is no commit any more once the order is to be refunded', () => {
    expect(move(orderIn('AWAITING_PAYMENT', { work: 'commit' }), 'REFUNDING', by).after.work).toBeNull();
  });
});

it('remembers a capture without leaving the state, so that neither time nor the customer ends the order', () => {
  const { before, after } = note(orderIn('AWAITING_PAYMENT'), { ...by, paymentId: newId(), work: 'commit' });
  expect(after).toMatchObject({ state: 'AWAITING_PAYMENT', work: 'commit', eventVersion: before.eventVersion });
  expect(isBeingConfirmed(before)).toBe(false);
  expect(isBeingConfirmed(after)).toBe(true);
});

it('knows which states hold places', () => {
  expect(orderStateSchema.options.filter(holdsPlaces)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
});

it('reads the time of an order from its id', () => {
  const before = Date.now();
  const id = newId();
  expect(timeOfId(id).getTime()).toBeGreaterThanOrEqual(before);
  expect(firstIdAt(timeOfId(id)) <= id).toBe(true);
  expect(firstIdAt(new Date(timeOfId(id).getTime() + 1)) > id).toBe(true);
});
