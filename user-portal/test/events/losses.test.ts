import { describe, expect, it } from '@jest/globals';
import { takenSeats, withoutLost } from '../../src/features/events/losses.ts';
import { emptyChoice, toItems, withQuantity, withSeat } from '../../src/lib/choice.ts';
import { aSeatMap, anAvailability, anEvent, seatedTier, standingTier } from '../samples.ts';

const { tiers } = anEvent();
const chosen = withSeat(withSeat(withQuantity(emptyChoice, standingTier, 3), seatedTier, 'A-1'), seatedTier, 'A-2');

describe('what others take of a choice', () => {
  it('is nothing while all of it is free', () => {
    expect(withoutLost(chosen, tiers, { places: anAvailability(), taken: takenSeats(aSeatMap()) })).toBeUndefined();
  });

  it('is told, and the rest stays chosen', () => {
    const lost = withoutLost(chosen, tiers, { places: anAvailability(2), taken: takenSeats(aSeatMap('A-2')) });
    expect(lost?.told).toEqual(['Only 2 are left of Standing.', 'Seat A-2 was just taken by somebody else.']);
    expect(toItems(lost?.choice ?? emptyChoice)).toEqual([
      { tierId: standingTier, quantity: 2 },
      { tierId: seatedTier, seatIds: ['A-1'] },
    ]);
  });

  it('may be the last place', () => {
    const lost = withoutLost(chosen, tiers, { places: anAvailability(0), taken: new Set() });
    expect(lost?.told).toEqual(['Standing has just sold out.']);
  });
});
