import { it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import type { World } from '../e2e/world.ts';
import { createVisits, type Visits } from './visits.ts';

const failuresDir = resolve(import.meta.dirname, '../../.ticketlab/browser-failures');

/** A deployed lab, people to buy there, and a browser to visit it with. */
export interface BrowserWorld {
  shop: World;
  browser: Browser;
}

export type BrowserTest = (
  title: string,
  run: (visits: Pick<Visits, 'openPortal'>, world: BrowserWorld) => Promise<void>,
  timeoutMs?: number,
) => void;

/**
 * `it` with visits to the portals. They fail the test by what their pages complain of, see PageWatch; of a test that fails
 * a screenshot and a trace of each visit are kept.
 */
export function createBrowserTest(world: () => BrowserWorld): BrowserTest {
  return (title, run, timeoutMs = 60_000) =>
    it(
      title,
      async () => {
        const { browser, shop } = world();
        const visits = createVisits(browser, shop.lab.portals);
        try {
          await run(visits, world());
          const complaints = visits.complaints();
          if (complaints.length > 0) throw new Error(`The pages complained:\n${complaints.join('\n')}`);
        } catch (error) {
          const dir = join(failuresDir, title.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
          await mkdir(dir, { recursive: true });
          await visits.keep(dir);
          const message = `${(error as Error).message}\nScreenshots and traces: ${dir} (npx playwright-core show-trace FILE)`;
          throw new Error(message, { cause: error });
        } finally {
          await visits.close();
        }
      },
      timeoutMs,
    );
}
