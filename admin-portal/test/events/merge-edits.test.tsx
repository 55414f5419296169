import { describe, expect, it } from '@jest/globals';
import { inputOf } from '../../src/features/events/event-draft.ts';
import { compareEdits, mergeEdits, type Side } from '../../src/features/events/merge-edits.ts';
import { anEvent, stalls, standing } from './an-event.ts';

const base = inputOf(anEvent());

describe('two edits of one version', () => {
  it('differ in what either changed, and tell who did', () => {
    const mine = { ...base, title: 'Mine', venue: { ...base.venue, city: 'Dresden' } };
    const theirs = { ...base, title: 'Theirs', maxPerCustomer: 4 };
    const found = compareEdits(base, mine, theirs);
    expect(found.map(({ key, changedBy, mine, theirs }) => [key, changedBy, mine, theirs])).toEqual([
      ['title', 'both', 'Mine', 'Theirs'],
      ['venue.city', 'mine', 'Dresden', 'Leipzig'],
      ['maxPerCustomer', 'theirs', '8', '4'],
    ]);
  });

  it('do not differ in what both changed alike', () => {
    const changed = { ...base, title: 'The same' };
    expect(compareEdits(base, changed, { ...changed })).toEqual([]);
  });

  it('come together as chosen, tier by tier', () => {
    const [first, second] = base.tiers as [(typeof base.tiers)[0], (typeof base.tiers)[0]];
    const dearer = { ...first, price: { amount: 9900, currency: 'EUR' } };
    const balcony = { kind: 'general' as const, name: 'Balcony', price: { amount: 100, currency: 'EUR' }, capacity: 5 };
    const mine = { ...base, tiers: [dearer, second, balcony] };
    const theirs = { ...base, title: 'Theirs', tiers: [{ ...first, name: 'Floor' }] };
    const differences = compareEdits(base, mine, theirs);
    expect(differences.map(({ key, changedBy }) => [key, changedBy])).toEqual([
      ['title', 'theirs'],
      [`tier:${standing}`, 'both'],
      [`tier:${stalls}`, 'theirs'],
      ['tier:new-1', 'mine'],
    ]);
    const choices = new Map<string, Side>([
      ['title', 'theirs'],
      [`tier:${standing}`, 'mine'],
      [`tier:${stalls}`, 'theirs'],
      ['tier:new-1', 'mine'],
    ]);
    expect(mergeEdits(mine, theirs, choices)).toEqual({ ...base, title: 'Theirs', tiers: [dearer, balcony] });
  });
});
