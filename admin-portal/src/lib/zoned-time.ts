const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the clocks of the zone show at that moment, read as if it were UTC; epoch milliseconds. */
function wallClock(moment: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(
    ...([part['year'], (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]),
  );
}

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return timeZone !== '';
  } catch {
    return false;
  }
}

/** `2026-11-21T20:00`, as an input of type datetime-local wants it: the moment as the clocks of the zone show it. */
export function toLocalInput(iso: string, timeZone: string): string {
  return new Date(wallClock(Date.parse(iso), timeZone)).toISOString().slice(0, 16);
}

/**
 * The moment (ISO 8601, UTC) at which the clocks of the zone show `2026-11-21T20:00`; undefined when that is no date.
 * A time that the clocks skip in spring counts as the hour after, one that they show twice in autumn as the first.
 */
export function fromLocalInput(local: string, timeZone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted) || !isTimeZone(timeZone)) return undefined;
  const day = 86_400_000;
  const offsets = [wanted - day, wanted + day].map((moment) => wallClock(moment, timeZone) - moment);
  const moments = offsets.map((offset) => wanted - offset);
  const exact = moments.find((moment) => wallClock(moment, timeZone) === wanted);
  return new Date(exact ?? Math.max(...moments)).toISOString();
}
