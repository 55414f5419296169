import { formatIn } from '@ticketlab/ui/format/format.ts';

/** Whether clocks in the zone show the same as the reader's at that moment. */
export function isSameClock(iso: string, timeZone: string): boolean {
  const wall = (zone?: string) =>
    new Intl.DateTimeFormat('en', {
      dateStyle: 'short',
      timeStyle: 'short',
      ...(zone !== undefined && { timeZone: zone }),
    }).format(new Date(iso));
  return wall() === wall(timeZone);
}

/** `Sat, 12 Dec, 20:00 CET to 23:00`. */
export function formatAtVenue(timeZone: string, startsAt: string, endsAt: string): string {
  const end = new Intl.DateTimeFormat(navigator.language, { hour: '2-digit', minute: '2-digit', timeZone });
  return `${formatIn(timeZone, startsAt)} to ${end.format(new Date(endsAt))}`;
}
