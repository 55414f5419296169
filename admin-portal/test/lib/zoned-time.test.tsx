import { describe, expect, it } from '@jest/globals';
import { fromLocalInput, isTimeZone, toLocalInput } from '../../src/lib/zoned-time.ts';

describe('times as the clocks of a zone show them', () => {
  it.each([
    ['Europe/Berlin', '2026-07-01T18:00:00.000Z', '2026-07-01T20:00'],
    ['Europe/Berlin', '2026-12-31T23:30:00.000Z', '2027-01-01T00:30'],
    ['America/New_York', '2026-07-01T18:00:00.000Z', '2026-07-01T14:00'],
    ['Asia/Kathmandu', '2026-07-01T18:00:00.000Z', '2026-07-01T23:45'],
    ['UTC', '2026-02-28T00:00:00.000Z', '2026-02-28T00:00'],
  ])('go there and back in %s', (zone, iso, local) => {
    expect(toLocalInput(iso, zone)).toBe(local);
    expect(fromLocalInput(local, zone)).toBe(iso);
  });

  it('count a time that the clocks skip as the hour after', () => {
    const iso = fromLocalInput('2027-03-28T02:30', 'Europe/Berlin');
    expect(iso).toBe('2027-03-28T01:30:00.000Z');
    expect(toLocalInput('2027-03-28T01:30:00.000Z', 'Europe/Berlin')).toBe('2027-03-28T03:30');
  });

  it('count a time that the clocks show twice as the first', () => {
    expect(fromLocalInput('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('are none where nothing was given', () => {
    expect(fromLocalInput('', 'Europe/Berlin')).toBeUndefined();
    expect(fromLocalInput('2026-10-25T02:30', 'Nowhere/Town')).toBeUndefined();
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('Nowhere/Town'), isTimeZone('')]).toEqual([true, false, false]);
  });
});
