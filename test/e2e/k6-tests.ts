import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findK6, howToGetK6 } from '@ticketlab/lab/load/k6/find-k6';
import type { World } from './world.ts';

/** Each for a few seconds, at a rate that a busy machine bears. */
const scripts = [
  ['purchase', '2', '3s'],
  ['browse', '5', '3s'],
  ['flash-sale', '10', '4s'],
  ['spike', '5', '4s'],
  // from 0.2 to 20 a second
  ['stress', '20', '14s'],
] as const;

/** Where there is no k6, and none can be built, only what is said about that can be tested. */
export function describeK6(world: () => World): void {
  describe('load from k6', () => {
    it('has a script for each scenario', async () => {
      const file = join(tmpdir(), `ticketlab-k6-${process.pid}.js`);
      const { code, stdout } = await world().lab.script('load-test', 'spike', '--k6-script', file);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`k6 run -e TARGET=`)]);
      expect(await readFile(file, 'utf8')).toContain('ramping-arrival-rate');
      await rm(file);
    }, 60_000);

    if (findK6() === undefined) {
      it('says how to get k6', async () => {
        const { code, stderr } = await world().lab.script('load-test', 'browse', '--engine', 'k6');
        expect([code, stderr]).toEqual([1, expect.stringContaining(howToGetK6)]);
      }, 60_000);
      return;
    }

    it('runs every scenario without an error, and sells no seat twice', async () => {
      const { lab } = world();
      const runs = scripts.map(async ([name, rate, duration]) => {
        // what is inside is checked at the end of all tests, for all of them together
        const flags = ['--engine', 'k6', '--rate', rate, '--duration', duration, '--target', lab.url];
        const { stdout, stderr } = await lab.script('load-test', name, ...flags);
        const [, verdict = stderr] = new RegExp(`^${name}: (PASSED|FAILED|INCONCLUSIVE)$`, 'm').exec(stdout) ?? [];
        // on a machine that is busy with other tests answers may be late, but each must come
        const [, completed] = /^ {2}(\d+) of \1 journeys completed/m.exec(stdout) ?? [];
        const oversold = name === 'flash-sale' && !/met +no oversell/.test(stdout);
        return {
          name,
          oversold,
          ran: /^[PFI]/.test(verdict) ? 'yes' : verdict,
          every: Number(completed) > 0 ? 'completed' : stdout,
        };
      });
      const results = await Promise.all(runs);
      expect(results).toEqual(scripts.map(([name]) => ({ name, oversold: false, ran: 'yes', every: 'completed' })));
    }, 120_000);
  });
}
