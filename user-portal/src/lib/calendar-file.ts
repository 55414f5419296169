/** An entry for a calendar. Times are ISO 8601, in UTC. */
export interface CalendarEntry {
  /** The same entry again replaces the one that a calendar has. */
  uid: string;
  title: string;
  startsAt: string;
  /** Undefined when it is not known: then the entry is a moment. */
  endsAt: string | undefined;
  location: string;
  description: string;
}

/** An iCalendar file (RFC 5545) with one entry. */
export function toCalendarFile(entry: CalendarEntry, now = new Date()): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ticketlab//Tickets//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escapeText(entry.uid)}`,
    `DTSTAMP:${toUtc(now.toISOString())}`,
    `DTSTART:${toUtc(entry.startsAt)}`,
    ...(entry.endsAt === undefined ? [] : [`DTEND:${toUtc(entry.endsAt)}`]),
    `SUMMARY:${escapeText(entry.title)}`,
    `LOCATION:${escapeText(entry.location)}`,
    `DESCRIPTION:${escapeText(entry.description)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

/** `2027-03-01T19:30:00.000Z` to `20270301T193000Z`. */
function toUtc(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll(/\r\n|\r|\n/g, '\\n');
}

const mostOctets = 75;

/** Lines longer than 75 octets go on in the next one, after a space; never within a character. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > mostOctets) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
