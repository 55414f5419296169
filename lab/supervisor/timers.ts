/** Timers that end together. After `clear` nothing fires and nothing can be added. */
export interface Timers {
  after(ms: number, action: () => void): void;
  clear(): void;
  readonly cleared: boolean;
}

export function createTimers(): Timers {
  const pending = new Set<NodeJS.Timeout>();
  let cleared = false;
  return {
    after(ms, action) {
      if (cleared) return;
      const timer = setTimeout(() => {
        pending.delete(timer);
        action();
      }, ms);
      pending.add(timer);
    },
    clear() {
      cleared = true;
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
    get cleared() {
      return cleared;
    },
  };
}
