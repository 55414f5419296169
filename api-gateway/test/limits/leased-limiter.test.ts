import { describe, expect, it } from '@jest/globals';
import { createLeasedLimiter } from '../../src/limits/leased-limiter.ts';

/** The shared counter of a window, as several replicas see it. */
function createWindow(points: number, clock: { now: number }, windowMs = 60_000) {
  let used = 0;
  let endsAt = 0;
  let calls = 0;
  return {
    points,
    get calls() {
      return calls;
    },
    consume(_key: string, wanted: number): Promise<{ msBeforeNext: number }> {
      calls += 1;
      if (clock.now >= endsAt) {
        used = 0;
        endsAt = clock.now + windowMs;
      }
      used += wanted;
      const msBeforeNext = endsAt - clock.now;
      return new Promise((resolve, reject: (result: { msBeforeNext: number }) => void) => {
        (used > points ? reject : resolve)({ msBeforeNext });
      });
    },
  };
}

async function take(limiter: ReturnType<typeof createLeasedLimiter>, times: number): Promise<number> {
  let allowed = 0;
  for (let i = 0; i < times; i += 1) if ((await limiter.take('key')).allowed) allowed += 1;
  return allowed;
}

describe('a leased limit', () => {
  it('never lets more through than the limit, over two replicas, and wastes at most a lease each', async () => {
    const clock = { now: 0 };
    const window = createWindow(1_000, clock);
    const replicas = [createLeasedLimiter(window, () => clock.now), createLeasedLimiter(window, () => clock.now)];
    const allowed = await Promise.all(replicas.map((replica) => take(replica, 900)));
    const total = allowed.reduce((sum, count) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(1_000);
    expect(total).toBeGreaterThanOrEqual(980);
    expect(window.calls).toBeLessThan(120);
  });

  it('starts anew when the window ends', async () => {
    const clock = { now: 0 };
    const limiter = createLeasedLimiter(createWindow(100, clock), () => clock.now);
    expect(await take(limiter, 150)).toBe(100);
    clock.now = 60_001;
    expect(await take(limiter, 150)).toBe(100);
  });

  it('hands out one lease to many callers at once', async () => {
    const clock = { now: 0 };
    const window = createWindow(1_000, clock);
    const limiter = createLeasedLimiter(window, () => clock.now);
    const verdicts = await Promise.all(Array.from({ length: 50 }, async () => limiter.take('key')));
    expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
    expect(window.calls).toBe(5);
  });

  it('lets pass, and says so, when the counter fails', async () => {
    const limiter = createLeasedLimiter({ points: 1, consume: () => Promise.reject(new Error('away')) }, () => 0);
    expect(await limiter.take('key')).toEqual({ allowed: true, failedOpen: true });
  });
});
