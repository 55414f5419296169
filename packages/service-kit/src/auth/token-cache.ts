/** Tokens found good, until they expire; the oldest make room for new ones. */
export interface TokenCache<T extends { readonly expiresAt: number }> {
  get(token: string): T | undefined;
  set(token: string, verified: T): void;
}

export function createTokenCache<T extends { readonly expiresAt: number }>(
  maxEntries: number,
  now: () => number = Date.now,
): TokenCache<T> {
  const entries = new Map<string, T>();
  return {
    get(token) {
      const entry = entries.get(token);
      if (entry === undefined) return undefined;
      if (entry.expiresAt > now()) return entry;
      entries.delete(token);
      return undefined;
    },
    set(token, verified) {
      if (entries.size >= maxEntries) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
      entries.set(token, verified);
    },
  };
}
