import { describe, expect, it } from '@jest/globals';
import type { Tier } from '@ticketlab/contracts/http/events';
import {
  choiceOf,
  countOf,
  emptyChoice,
  sumOf,
  toItems,
  withoutSeats,
  withQuantity,
  withSeat,
} from '../../src/lib/choice.ts';

const tier = (id: string, amount: number, kind: Tier['kind'] = 'general'): Tier => ({
  id,
  kind,
  name: id,
  price: { amount, currency: 'EUR' },
  capacity: 10,
  rows: [],
});
const tiers = [tier('b-standing', 2_000), tier('a-stalls', 4_800, 'seated')];

describe('a choice', () => {
  const chosen = withSeat(withSeat(withQuantity(emptyChoice, 'b-standing', 2), 'a-stalls', 'C-12'), 'a-stalls', 'C-11');

  it('counts and sums places of all tiers', () => {
    expect(countOf(chosen)).toBe(4);
    expect(sumOf(chosen, tiers, 'EUR')).toEqual({ amount: 2 * 2_000 + 2 * 4_800, currency: 'EUR' });
  });

  it('becomes the same order, however it came about', () => {
    const other = withQuantity(
      withSeat(withSeat(emptyChoice, 'a-stalls', 'C-11'), 'a-stalls', 'C-12'),
      'b-standing',
      2,
    );
    expect(toItems(chosen)).toEqual([
      { tierId: 'a-stalls', seatIds: ['C-11', 'C-12'] },
      { tierId: 'b-standing', quantity: 2 },
    ]);
    expect(toItems(other)).toEqual(toItems(chosen));
  });

  it('orders nothing of a tier that is empty again', () => {
    expect(toItems(withQuantity(withoutSeats(chosen, 'a-stalls', ['C-11', 'C-12']), 'b-standing', 0))).toEqual([]);
  });

  it('can be made again from an order that came to nothing', () => {
    const price = { amount: 1, currency: 'EUR' };
    const items = [
      { tierId: 'a-stalls', tierName: '', quantity: 2, seatIds: ['C-11', 'C-12'], unitPrice: price },
      { tierId: 'b-standing', tierName: '', quantity: 2, seatIds: [], unitPrice: price },
    ];
    expect(toItems(choiceOf({ items }))).toEqual(toItems(chosen));
  });
});
