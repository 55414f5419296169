import { describe, expect, it } from '@jest/globals';
import { changesOf, draftOf, inputOf, newDraft, toInput } from '../../src/features/events/event-draft.ts';
import { validateDraft } from '../../src/features/events/event-validation.ts';
import { anEvent } from './an-event.ts';

describe('an event as a form', () => {
  it('comes out as it went in, times at the venue and prices in major units in between', () => {
    const input = inputOf(anEvent());
    const draft = draftOf(input);
    expect(draft.startsAt).toBe('2027-03-01T19:00');
    expect(draft.tiers[0]?.price).toBe(24.5);
    expect(toInput(draft)).toEqual(input);
    expect(changesOf(input, toInput(draft))).toEqual({});
  });

  it('sends only what was changed', () => {
    const input = inputOf(anEvent());
    expect(changesOf(input, toInput({ ...draftOf(input), title: 'New' }))).toEqual({ title: 'New' });
  });

  it('is complete when nothing is missing', () => {
    expect(validateDraft(draftOf(inputOf(anEvent())))).toEqual({});
  });

  it('says at each field what is missing, in words', () => {
    const errors = validateDraft(newDraft('Europe/Berlin'));
    expect(errors).toEqual({
      title: 'Fill this in',
      'venue.name': 'Fill this in',
      'venue.city': 'Fill this in',
      'venue.address': 'Fill this in',
      startsAt: 'Give a date and a time',
      endsAt: 'Give a date and a time',
      'tiers.0.price': 'Give a number',
    });
  });

  it('refuses an end before the start and two rows of one letter', () => {
    const draft = draftOf(inputOf(anEvent()));
    const [, seated] = draft.tiers;
    const rows = [
      { row: 'A', seats: 5 },
      { row: 'A', seats: 6 },
    ];
    const errors = validateDraft({
      ...draft,
      endsAt: '2027-03-01T18:00',
      tiers: seated === undefined ? [] : [{ ...seated, rows }],
    });
    expect(errors).toEqual({
      endsAt: 'The end must be after the start',
      'tiers.0.rows': 'Two rows have the same letter',
    });
  });
});
