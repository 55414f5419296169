import { setImmediate as turn } from 'node:timers/promises';
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
  it('decides together what arrives in one turn, and then what arrives while that is decided', async () => {
    const { group, begun, batch } = createHeld();
    const first = [group.submit('a', 1), group.submit('b', 2)];
    expect(group.waiting()).toBe(2);
    const current = await batch(0);
    expect(current.requests).toEqual([1, 2]);
    expect(group.waiting()).toBe(0);

    const others = [group.submit('a', 3), group.submit('a', 4)];
    await turn();
    expect(begun).toHaveLength(1);
    expect(group.waiting()).toBe(2);
    current.finish();
    expect(await Promise.all(first)).toEqual([10, 20]);
    const next = await batch(1);
    expect(next.requests).toEqual([3, 4]);
    next.finish();
    expect(await Promise.all(others)).toEqual([30, 40]);
  });

  it('lets those whose turn has come again join the next batch', async () => {
    const { group, batch } = createHeld();
    const again = group.submit('a', 1).then(() => group.submit('a', 2));
    const current = await batch(0);
    const other = group.submit('a', 3);
    current.finish();
    const next = await batch(1);
    expect(next.requests).toEqual([3, 2]);
    next.finish();
    await Promise.all([again, other]);
  });

  it('takes up no more than the largest batch', async () => {
    const { group, begun, batch } = createHeld({ maxBatch: 2 });
    const all = [1, 2, 3].map((request) => group.submit('a', request));
    for (const index of [0, 1]) {
      (await batch(index)).finish();
      await all[index * 2];
    }
    expect(begun.map(({ requests }) => requests)).toEqual([[1, 2], [3]]);
  });

  it('spreads keys over its lanes, one key always in the same', async () => {
    const { group, begun, batch } = createHeld({ lanes: 4 });
    for (let key = 0; key < 100; key++) void group.submit(`key ${key}`, key);
    await batch(3);
    expect(begun.flatMap(({ requests }) => requests).sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    void group.submit('key 1', 1);
    await turn();
    expect(begun).toHaveLength(4);
    expect(group.waiting()).toBe(1);
  });

  it('fails those of the failed batch, and no others', async () => {
    const { group, batch } = createHeld({ maxBatch: 1 });
    const first = group.submit('a', 1);
    const second = group.submit('a', 2);
    (await batch(0)).fail(new Error('the database is away'));
    await expect(first).rejects.toThrow('the database is away');
    (await batch(1)).finish();
    expect(await second).toBe(20);
  });

  it('rather fails than gives an answer to the wrong request', async () => {
    const { group, batch } = createHeld();
    const first = group.submit('a', 1);
    (await batch(0)).finish([]);
    await expect(first).rejects.toThrow('0 answers to 1 requests');
  });
});
