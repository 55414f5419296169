/** Values at most `ttlMs` old, loaded at most once at a time per key. */
export type FreshCache<Value> = (key: string) => Promise<Value>;

interface Entry<Value> {
  readonly value: Promise<Value>;
  freshUntil: number;
}

/**
 * Reads that are asked a thousand times a second cost the database a few. Everybody who asks while a value is being
 * loaded waits for that one; a failed load is not kept. `now` is in milliseconds.
 */
export function createFreshCache<Value>(options: {
  ttlMs: number;
  maxEntries: number;
  load: (key: string) => Promise<Value>;
  now?: () => number;
}): FreshCache<Value> {
  const { ttlMs, maxEntries, load, now = () => performance.now() } = options;
  const entries = new Map<string, Entry<Value>>();

  function store(key: string): Entry<Value> {
    const oldest = entries.keys().next();
    if (entries.size >= maxEntries && oldest.done !== true) entries.delete(oldest.value);
    const entry: Entry<Value> = { value: load(key), freshUntil: Infinity };
    entries.set(key, entry);
    entry.value.then(
      () => (entry.freshUntil = now() + ttlMs),
      () => (entry.freshUntil = 0),
    );
    return entry;
  }

  return (key) => {
    const known = entries.get(key);
    if (known !== undefined && now() < known.freshUntil) return known.value;
    entries.delete(key);
    return store(key).value;
  };
}
