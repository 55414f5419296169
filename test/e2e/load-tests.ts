import { describe, expect, it } from '@jest/globals';
import type { World } from './world.ts';

/** On a machine that is busy with other tests answers may be late; what must not go wrong is counted here. */
export function describeLoad(world: () => World): void {
  describe('load', () => {
    it('./load-test.sh flash-sale: many want fifty seats, nobody gets one that another has', async () => {
      const { stdout, stderr } = await world().lab.script(
        'load-test',
        'flash-sale',
        '--rate',
        '12',
        '--duration',
        '5s',
      );
      expect(stderr).toBe('');
      expect(stdout).toMatch(/met +no oversell +(\d+) of 50 seats sold, \1 tickets/);
      expect(stdout).toMatch(/met +invariants +all hold/);
      expect(stdout).toMatch(/(\d+) of \1 journeys completed/);
      expect(stdout).toMatch(/\d+ seat bought/);
    }, 120_000);

    it('./load-test.sh sockets: whoever is connected hears every broadcast', async () => {
      const { stdout, stderr } = await world().lab.script('load-test', 'sockets', '--rate', '10', '--duration', '6s');
      expect(stderr).toBe('');
      // two seconds of connecting, then two broadcasts to all who are there by then
      expect(stdout).toMatch(/socket connect +20 /);
      expect(stdout).toMatch(/socket push +[1-9]/);
      expect(stdout).toMatch(/(\d+) of \1 journeys completed/);
    }, 120_000);
  });
}
