const prefixDigits = 12;

/** When an order was placed: its id, a UUIDv7, begins with the Unix time in milliseconds. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, prefixDigits), 16));
}

/** The lowest id that an order placed at `time` can have; bounds a search by time in an index of ids. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(prefixDigits, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}
