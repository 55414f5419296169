/** The beginning of a day, `2026-11-21`, in the reader's time zone; undefined for what is no day. */
export function dayStart(day: string | undefined): string | undefined {
  return toIso(day, 0);
}

/** The beginning of the day after. */
export function dayEnd(day: string | undefined): string | undefined {
  return toIso(day, 1);
}

function toIso(day: string | undefined, daysLater: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  if (year === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + daysLater).toISOString();
}
