import { describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { EventStateError, InvalidEventError } from '../../src/domain/errors.ts';
import {
  amendEvent,
  assertDeletable,
  cancelEvent,
  draftEvent,
  type EventPatch,
  finishEvent,
  publishEvent,
} from '../../src/domain/event.ts';
import type { TierInput } from '../../src/domain/tiers.ts';
import { anEvent, eventInput, newId, now } from '../events.ts';

const amend = (event: Event, patch: EventPatch) => amendEvent(event, patch, now, newId);
const published = () => publishEvent(anEvent(), now);
const over = new Date('2031-01-01T00:00:00Z');

/** The tiers of an event as an admin would send them back, changed. */
function tiersOf(event: Event, change: (tiers: TierInput[]) => unknown): { tiers: TierInput[] } {
  const tiers = event.tiers.map(({ id, kind, name, price, capacity, rows }): TierInput =>
    kind === 'general' ? { id, kind, name, price, capacity } : { id, kind, name, price, rows },
  );
  change(tiers);
  return { tiers };
}

describe('a draft', () => {
  it('starts at version 1 with ids for event and tiers, and counts seats as capacity', () => {
    const event = draftEvent(eventInput(), now, newId);
    expect(event).toMatchObject({ version: 1, status: 'draft', startsAt: '2030-06-01T18:00:00.000Z' });
    expect(event.tiers.map(({ capacity }) => capacity)).toEqual([200, 10]);
    expect(new Set([event.id, ...event.tiers.map(({ id }) => id)]).size).toBe(3);
  });

  it.each([
    ['an end before the start', { endsAt: '2030-06-01T18:00:00Z' }, 'endsAt'],
    ['a price in another currency', { currency: 'USD' }, 'tiers.0.price.currency'],
    [
      'an unknown tier id',
      { tiers: [{ id: newId(), kind: 'general', name: 'x', price: { amount: 1, currency: 'EUR' }, capacity: 1 }] },
      'tiers.0.id',
    ],
    [
      'a row named twice',
      {
        tiers: [
          {
            kind: 'seated',
            name: 'x',
            price: { amount: 1, currency: 'EUR' },
            rows: [
              { row: 'A', seats: 1 },
              { row: 'A', seats: 2 },
            ],
          },
        ],
      },
      'tiers.0.rows',
    ],
  ] as const)('refuses %s', (_, overrides, path) => {
    const attempt = () => draftEvent(eventInput(overrides as Partial<ReturnType<typeof eventInput>>), now, newId);
    expect(attempt).toThrow(
      expect.objectContaining({ errors: expect.arrayContaining([expect.objectContaining({ path })]) }),
    );
  });

  it('may change in every way, one version at a time', () => {
    const event = anEvent();
    const changed = amend(event, { title: 'Day of the Owls', ...tiersOf(event, (tiers) => tiers.shift()) });
    expect(changed).toMatchObject({ version: 2, title: 'Day of the Owls', tiers: [{ name: 'Balcony' }] });
  });

  it('stays at its version when a patch changes nothing', () => {
    const event = anEvent();
    expect(
      amend(event, { title: event.title, startsAt: '2030-06-01T18:00:00Z', ...tiersOf(event, () => undefined) }),
    ).toBe(event);
  });

  it('can be published while it is not over, and deleted, but not cancelled', () => {
    expect(publishEvent(anEvent(), now)).toMatchObject({ status: 'published', version: 2 });
    expect(() => publishEvent(anEvent(), over)).toThrow(EventStateError);
    expect(() => cancelEvent(anEvent(), 'flood', now)).toThrow(EventStateError);
    expect(() => assertDeletable(anEvent())).not.toThrow();
  });
});

describe('a published event', () => {
  it.each<[string, (event: Event) => EventPatch]>([
    ['without one of its tiers', (event) => tiersOf(event, (tiers) => tiers.pop())],
    [
      'with a tier of another kind',
      (event) =>
        tiersOf(event, (tiers) => {
          tiers[0] = { ...tiers[0], kind: 'seated', rows: [{ row: 'A', seats: 300 }] } as TierInput;
        }),
    ],
    [
      'with a shorter row',
      (event) => tiersOf(event, (tiers) => Object.assign(tiers[1] ?? {}, { rows: [{ row: 'A', seats: 9 }] })),
    ],
    [
      'without a row',
      (event) => tiersOf(event, (tiers) => Object.assign(tiers[1] ?? {}, { rows: [{ row: 'B', seats: 90 }] })),
    ],
    [
      'in another currency',
      (event) => ({
        currency: 'USD',
        ...tiersOf(event, (tiers) => tiers.forEach((tier) => (tier.price = { amount: 1, currency: 'USD' }))),
      }),
    ],
    ['moved into the past', () => ({ startsAt: '2029-01-01T00:00:00Z', endsAt: '2029-01-02T00:00:00Z' })],
  ])('refuses to be %s', (_, patch) => {
    const event = published();
    expect(() => amend(event, patch(event))).toThrow(EventStateError);
  });

  it('may change prices and general capacity both ways, and gain seats, rows and tiers', () => {
    const event = published();
    const patch = tiersOf(event, (tiers) => {
      Object.assign(tiers[0] ?? {}, { capacity: 50, price: { amount: 9900, currency: 'EUR' } });
      Object.assign(tiers[1] ?? {}, {
        rows: [
          { row: 'B', seats: 5 },
          { row: 'A', seats: 12 },
        ],
      });
      tiers.push({ kind: 'general', name: 'Late', price: { amount: 900, currency: 'EUR' }, capacity: 10 });
    });
    expect(amend(event, patch).tiers.map(({ capacity }) => capacity)).toEqual([50, 17, 10]);
  });

  it('is published and cancelled once, with the first reason', () => {
    const event = published();
    expect(publishEvent(event, now)).toBe(event);
    const cancelled = cancelEvent(event, 'flood', now);
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelReason: 'flood', version: 3 });
    expect(cancelEvent(cancelled, 'fire', now)).toBe(cancelled);
  });

  it('finishes when it is over, not before', () => {
    const event = published();
    expect(finishEvent(event, now)).toBe(event);
    expect(finishEvent(event, over)).toMatchObject({ status: 'finished', version: 3 });
  });

  it('cannot be deleted', () => {
    expect(() => assertDeletable(published())).toThrow(EventStateError);
  });
});

it.each(['cancelled', 'finished'] as const)('a %s event refuses every change', (status) => {
  const event = anEvent({ status });
  expect(() => amend(event, { title: 'x' })).toThrow(EventStateError);
  expect(() => publishEvent(event, now)).toThrow(EventStateError);
  expect(() => assertDeletable(event)).toThrow(EventStateError);
});

it('names every wrong field in the error', () => {
  expect(() => draftEvent(eventInput({ currency: 'USD', endsAt: '2030-01-01T00:00:00Z' }), now, newId)).toThrow(
    new InvalidEventError([
      { path: 'tiers.0.price.currency', message: "must be the event's currency, USD" },
      { path: 'tiers.1.price.currency', message: "must be the event's currency, USD" },
      { path: 'endsAt', message: 'must be later than startsAt' },
    ]),
  );
});
