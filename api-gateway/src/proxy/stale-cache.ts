/** A copy of a public catalogue answer, kept to stand in while its service is away. */
export interface StaleCopy {
  status: number;
  headers: string[];
  body: Buffer;
  storedAt: number;
}

export interface StaleCache {
  get(key: string): StaleCopy | undefined;
  set(key: string, copy: StaleCopy): void;
}

// what an entry costs beside its texts
const entryBytes = 500;

/**
 * Keeps the most recently used copies within `maxBytes`, keys and headers included because clients choose the keys, none
 * older than `maxAgeMs`.
 */
export function createStaleCache(options: { maxBytes: number; maxAgeMs: number; now: () => number }): StaleCache {
  const copies = new Map<string, StaleCopy>();
  let bytes = 0;

  function remove(key: string): void {
    const copy = copies.get(key);
    if (copy === undefined) return;
    copies.delete(key);
    bytes -= sizeOf(key, copy);
  }

  return {
    get(key) {
      const copy = copies.get(key);
      if (copy === undefined) return undefined;
      if (options.now() - copy.storedAt > options.maxAgeMs) {
        remove(key);
        return undefined;
      }
      copies.delete(key);
      copies.set(key, copy);
      return copy;
    },
    set(key, copy) {
      remove(key);
      copies.set(key, copy);
      bytes += sizeOf(key, copy);
      for (const oldest of copies.keys()) {
        if (bytes <= options.maxBytes) break;
        remove(oldest);
      }
    },
  };
}

function sizeOf(key: string, { headers, body }: StaleCopy): number {
  return entryBytes + 2 * key.length + headers.reduce((sum, text) => sum + text.length, 0) + body.length;
}
