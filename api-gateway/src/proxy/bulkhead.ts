/** A bound on what is in flight to one upstream, so that a slow one cannot take the whole gateway with it. */
export interface Bulkhead {
  /** False when full; a caller that got true must call `leave` once. */
  tryEnter(): boolean;
  leave(): void;
  readonly inFlight: number;
}

/** @param capacity requests in flight at most */
export function createBulkhead(capacity: number): Bulkhead {
  let inFlight = 0;
  return {
    tryEnter() {
      if (inFlight >= capacity) return false;
      inFlight += 1;
      return true;
    },
    leave() {
      inFlight -= 1;
    },
    get inFlight() {
      return inFlight;
    },
  };
}
