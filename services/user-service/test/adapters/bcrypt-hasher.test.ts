import { describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { createBcryptHasher } from '../../src/adapters/bcrypt-hasher.ts';
import { createBounded } from '../../src/adapters/bounded.ts';

const cost = 9;
const hasher = createBcryptHasher(cost, createBounded(2, 10));

/** CPU milliseconds of all threads, so that what else the machine does changes nothing. The least of some rounds. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    await work();
    rounds.push(process.cpuUsage(before).user / 1000);
  }
  return Math.min(...rounds);
}

describe('the password hasher', () => {
  it('takes as long for an unknown account and for a cheaper hash as for a wrong password', async () => {
    const current = await bcrypt.hash('the password', cost);
    const cheaper = await bcrypt.hash('the password', cost - 2);
    const wrong = await cpuOf(() => hasher.matches('a guess', current));
    const unknown = await cpuOf(() => hasher.matches('a guess', null));
    const old = await cpuOf(() => hasher.matches('a guess', cheaper));
    for (const other of [unknown, old]) {
      expect(other / wrong).toBeGreaterThan(0.6);
      expect(other / wrong).toBeLessThan(1.6);
    }
  });

  it('knows right from wrong, and hashes that are due for renewal', async () => {
    const hash = await hasher.hash('the password');
    expect(await hasher.matches('the password', hash)).toBe(true);
    expect(await hasher.matches('the passwore', hash)).toBe(false);
    expect(await hasher.matches('the password', null)).toBe(false);
    expect(hasher.isOutdated(hash)).toBe(false);
    expect(hasher.isOutdated(await bcrypt.hash('the password', 4))).toBe(true);
  });

  it('leaves the event loop free', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await Promise.all([hasher.hash('one'), hasher.hash('two')]);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('bounded work', () => {
  it('runs so many at once, lets so many wait in order, and refuses the rest', async () => {
    const bounded = createBounded(2, 2);
    const order: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<undefined>());
    const runs = gates.map((gate, n) =>
      bounded.run(() => {
        order.push(n);
        return gate.promise;
      }),
    );
    expect(bounded.waiting).toBe(2);
    await expect(bounded.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'overloaded' });
    expect(order).toEqual([0, 1]);
    for (const { resolve } of gates) resolve(undefined);
    await Promise.all(runs);
    expect(order).toEqual([0, 1, 2, 3]);
    expect(bounded.waiting).toBe(0);
    await expect(bounded.run(() => Promise.resolve('free again'))).resolves.toBe('free again');
  });

  it('drops whoever left while waiting, and passes the place on after a failure', async () => {
    const bounded = createBounded(1, 5);
    const gate = Promise.withResolvers<undefined>();
    const first = bounded.run(() => gate.promise);
    const leaving = new AbortController();
    const left = bounded.run(() => Promise.reject(new Error('must not run')), leaving.signal);
    const last = bounded.run(() => Promise.resolve('done'));
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    gate.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await expect(last).resolves.toBe('done');
  });
});
