/** What a limit says about one request. */
export type LimitVerdict = { allowed: true; failedOpen: boolean } | { allowed: false; limit: number; resetMs: number };

/** The shared counter: rate-limiter-flexible's Redis limiter fits. It rejects with `msBeforeNext` when the limit is hit. */
export interface SharedCounter {
  points: number;
  consume(key: string, points: number): Promise<{ msBeforeNext: number }>;
}

interface Lease {
  left: number;
  /** until when the shared window lasts, in epoch milliseconds */
  until: number;
  blocked: boolean;
  pending: Promise<LimitVerdict> | null;
}

/**
 * A limit shared by all gateway replicas through Redis, spent in leases: a replica takes a hundredth of the limit at a
 * time and hands it out locally, so a round trip is paid once per lease and not once per request. The price is
 * accuracy: at most one lease per replica may go unused in a window, so a limit can bite up to 1 % per replica early.
 * It never lets more through. When the counter cannot be reached, traffic passes and the verdict says so.
 */
export function createLeasedLimiter(counter: SharedCounter, now: () => number) {
  const size = Math.max(1, Math.floor(counter.points / 100));
  const leases = new Map<string, Lease>();
  const passed: LimitVerdict = { allowed: true, failedOpen: false };

  function refused(lease: Lease): LimitVerdict {
    return { allowed: false, limit: counter.points, resetMs: Math.max(0, lease.until - now()) };
  }

  async function renew(key: string, lease: Lease): Promise<LimitVerdict> {
    try {
      const { msBeforeNext } = await counter.consume(key, size);
      lease.left += size;
      lease.until = now() + msBeforeNext;
      lease.blocked = false;
      return passed;
    } catch (refusal) {
      if (isRefusal(refusal)) {
        lease.blocked = true;
        lease.until = now() + refusal.msBeforeNext;
        return refused(lease);
      }
      return { allowed: true, failedOpen: true };
    } finally {
      lease.pending = null;
    }
  }

  return {
    /** Answers at once from the lease where it can. */
    take(key: string): LimitVerdict | Promise<LimitVerdict> {
      let lease = leases.get(key);
      if (lease === undefined) {
        lease = { left: 0, until: 0, blocked: false, pending: null };
        leases.set(key, lease);
      }
      if (now() >= lease.until) {
        lease.left = 0;
        lease.blocked = false;
      }
      if (lease.blocked) return refused(lease);
      if (lease.left > 0) {
        lease.left -= 1;
        return passed;
      }
      return takeAfterRenewal(key, lease);
    },
    /** Forgets windows that are over; call it now and then. */
    sweep(): void {
      for (const [key, lease] of leases) if (lease.pending === null && now() >= lease.until) leases.delete(key);
    },
  };

  async function takeAfterRenewal(key: string, lease: Lease): Promise<LimitVerdict> {
    for (;;) {
      lease.pending ??= renew(key, lease);
      const verdict = await lease.pending;
      if (!verdict.allowed || verdict.failedOpen) return verdict;
      if (lease.left > 0) {
        lease.left -= 1;
        return verdict;
      }
    }
  }
}

export type LeasedLimiter = ReturnType<typeof createLeasedLimiter>;

function isRefusal(value: unknown): value is { msBeforeNext: number } {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && 'msBeforeNext' in value;
}
