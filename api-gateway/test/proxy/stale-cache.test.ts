import { describe, expect, it } from '@jest/globals';
import { createStaleCache } from '../../src/proxy/stale-cache.ts';

const copy = (bytes: number) => ({
  status: 200,
  headers: ['content-type', 'application/json'],
  body: Buffer.alloc(bytes),
  storedAt: 0,
});

describe('stale copies', () => {
  it('stay within their bytes, keys included, the least used go first', () => {
    const cache = createStaleCache({ maxBytes: 10_000, maxAgeMs: 1_000, now: () => 0 });
    cache.set('a', copy(4_000));
    cache.set('b', copy(4_000));
    cache.get('a');
    cache.set('c', copy(4_000));
    expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
    // a client chooses the key: long ones must not be free
    for (let i = 0; i < 100; i += 1) cache.set(`${i}${'k'.repeat(2_000)}`, copy(1));
    const kept = Array.from({ length: 100 }, (_, i) => cache.get(`${i}${'k'.repeat(2_000)}`)).filter(
      (found) => found !== undefined,
    );
    expect(kept.length).toBeLessThan(4);
  });

  it('are forgotten when too old', () => {
    const clock = { now: 0 };
    const cache = createStaleCache({ maxBytes: 10_000, maxAgeMs: 1_000, now: () => clock.now });
    cache.set('a', copy(1));
    clock.now = 1_001;
    expect(cache.get('a')).toBeUndefined();
  });
});
