import { describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createGroupCommit } from '../../src/usecases/group-commit.ts';

/** Batches wait until the test lets each go. */
function createHeld({ maxBatch = 100, lanes = 1 } = {}) {
  const begun: {
    requests: number[];
    finish: (results?: number[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const group = createGroupCommit<number, number>({
    lanes,
    maxBatch,
    decide(requests) {
      const { promise, resolve, reject } = Promise.withResolvers<number[]>();
      const finish = (results = requests.map((request) => request * 10)) => resolve(results);
      begun.push({ requests, finish, fail: reject });
      return promise;
    },
  });
  /** The batch begun as number `index`, as soon as it is. */
  const batch = (index: number) =>
    eventually(() => begun[index] ?? Promise.reject(new Error(`batch ${index} has not begun`)), { intervalMs: 0 });
  return { group, begun, batch };
}

describe('group commit', () => {
  it('decides at once when nothing runs, and together what arrives meanwhile', async () => {
    const { group, begun, batch } = createHeld();
    const first = group.submit('a', 1);
    expect(begun.map(({ requests }) => requests)).toEqual([[1]]);
    const others = [group.submit('a', 2), group.submit('a', 3)];
    expect(begun).toHaveLength(1);
    expect(group.waiting()).toBe(2);
    begun[0]?.finish();
    expect(await first).toBe(10);
    const next = await batch(1);
    expect(next.requests).toEqual([2, 3]);
    next.finish();
    expect(await Promise.all(others)).toEqual([20, 30]);
    expect(group.waiting()).toBe(0);
  });

  it('takes up no more than the largest batch', async () => {
    const { group, begun, batch } = createHeld({ maxBatch: 2 });
    const all = [1, 2, 3, 4].map((request) => group.submit('a', request));
    for (const index of [0, 1, 2]) {
      (await batch(index)).finish();
      await all[index];
    }
    expect(begun.map(({ requests }) => requests)).toEqual([[1], [2, 3], [4]]);
  });

  it('spreads keys over its lanes, one key always in the same', () => {
    const { group, begun } = createHeld({ lanes: 4 });
    for (let key = 0; key < 100; key++) void group.submit(`key ${key}`, key);
    expect(begun).toHaveLength(4);
    void group.submit('key 1', 1);
    expect(group.waiting()).toBe(97);
  });

  it('fails those of the failed batch, and no others', async () => {
    const { group, begun, batch } = createHeld();
    const first = group.submit('a', 1);
    const second = group.submit('a', 2);
    begun[0]?.fail(new Error('the database is away'));
    await expect(first).rejects.toThrow('the database is away');
    (await batch(1)).finish();
    expect(await second).toBe(20);
  });

  it('rather fails than gives an answer to the wrong request', async () => {
    const { group, begun } = createHeld();
    const first = group.submit('a', 1);
    begun[0]?.finish([]);
    await expect(first).rejects.toThrow('0 answers to 1 requests');
  });
});
