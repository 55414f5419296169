import { describe, expect, it } from '@jest/globals';
import { createFreshCache } from '../src/fresh-cache.ts';

function createCounted(options: { maxEntries?: number; fail?: () => boolean } = {}) {
  const state = { now: 0, loads: 0 };
  const cache = createFreshCache({
    ttlMs: 100,
    maxEntries: options.maxEntries ?? 10,
    now: () => state.now,
    async load(key) {
      state.loads += 1;
      await Promise.resolve();
      if (options.fail?.() === true) throw new Error('the database is away');
      return `${key}${state.loads}`;
    },
  });
  return { cache, state };
}

describe('a fresh cache', () => {
  it('loads once for everybody who asks at the same time', async () => {
    const { cache, state } = createCounted();
    expect(await Promise.all([cache('a'), cache('a'), cache('a')])).toEqual(['a1', 'a1', 'a1']);
    expect(state.loads).toBe(1);
  });

  it('keeps a value for its time and no longer', async () => {
    const { cache, state } = createCounted();
    await cache('a');
    state.now = 99;
    expect(await cache('a')).toBe('a1');
    state.now = 100;
    expect(await cache('a')).toBe('a2');
  });

  it('does not keep a failure', async () => {
    let failing = true;
    const { cache } = createCounted({ fail: () => failing });
    await expect(cache('a')).rejects.toThrow('the database is away');
    failing = false;
    expect(await cache('a')).toBe('a2');
  });

  it('forgets the oldest when full', async () => {
    const { cache, state } = createCounted({ maxEntries: 2 });
    for (const key of ['a', 'b', 'c', 'b', 'c']) await cache(key);
    expect(state.loads).toBe(3);
    expect(await cache('a')).toBe('a4');
  });
});
