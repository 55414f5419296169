import { describe, expect, it } from '@jest/globals';
import { toCalendarFile } from '../../src/lib/calendar-file.ts';

const entry = {
  uid: 'ticket-1@ticketlab',
  title: 'Slow Rivers; an evening, twice',
  startsAt: '2026-12-12T19:30:00.000Z',
  endsAt: '2026-12-12T21:00:00.000Z',
  location: 'Lantern Hall, Ring 112, Vienna',
  description: 'Row C\\12\nSecond line',
};
const now = new Date('2026-11-21T20:00:00.000Z');

describe('a calendar file', () => {
  it('says when in UTC, and escapes what has a meaning in the format', () => {
    const file = toCalendarFile(entry, now);
    expect(file.split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Ticketlab//Tickets//EN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:ticket-1@ticketlab',
      'DTSTAMP:20261121T200000Z',
      'DTSTART:20261212T193000Z',
      'DTEND:20261212T210000Z',
      'SUMMARY:Slow Rivers\\; an evening\\, twice',
      'LOCATION:Lantern Hall\\, Ring 112\\, Vienna',
      'DESCRIPTION:Row C\\\\12\\nSecond line',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('has no end where none is known', () => {
    expect(toCalendarFile({ ...entry, endsAt: undefined }, now)).not.toContain('DTEND');
  });

  it('folds lines at 75 octets, never within a character', () => {
    const title = `${'ü'.repeat(60)} 🎫${'x'.repeat(100)}`;
    const file = toCalendarFile({ ...entry, title }, now);
    const lines = file.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(file.replaceAll('\r\n ', '')).toContain(`SUMMARY:${title}`);
  });
});
