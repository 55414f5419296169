import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { Event } from '@ticketlab/contracts/http/events';
import { gatewayUrl, portalUrls } from '../../lab/cli/gateway.ts';
import { demoAccounts } from '../../lab/runtimes/local/accounts.ts';
import { labHome } from '../../lab/runtimes/local/home.ts';
import { findRunningLab, readPlan } from '../../lab/runtimes/local/supervisor-process.ts';
import { createTemporaryLab } from '../../bench/temporary-lab.ts';
import { startChromium } from './chromium.ts';
import { createVisits, type VisitOptions } from './visits.ts';

/**
 * `npm run screenshots`: pictures of both portals into docs/screenshots, of the lab that runs (TICKETLAB_HOME), else of
 * one that is deployed for it and taken down again.
 */
const root = resolve(import.meta.dirname, '../..');
const target = join(root, 'docs/screenshots');
const { admin, customer } = demoAccounts;

interface Shot {
  name: string;
  portal: 'user' | 'admin';
  path: string;
  looks: [viewport: 'phone' | 'laptop', colorScheme: 'light' | 'dark'][];
}

const everywhere: Shot['looks'] = [
  ['laptop', 'light'],
  ['laptop', 'dark'],
  ['phone', 'light'],
  ['phone', 'dark'],
];

const running = (await findRunningLab(labHome()))?.state.phase === 'ready';
const temporary = running ? undefined : await createTemporaryLab();
try {
  await temporary?.up();
  const home = temporary?.home ?? labHome();
  await promisify(execFile)(join(root, 'lab.sh'), ['shoppers', 'on'], {
    env: { ...process.env, TICKETLAB_HOME: home.dir },
  });
  await shootAll(home);
} finally {
  await temporary?.close();
}

async function shootAll(home: ReturnType<typeof labHome>): Promise<void> {
  const plan = readPlan(home);
  if (plan === undefined) throw new Error('the lab has no plan');
  const answer = await fetch(`${gatewayUrl(plan)}/api/events?q=comedy`);
  const { items } = (await answer.json()) as { items: Event[] };
  const shots: Shot[] = [
    { name: 'home', portal: 'user', path: '/', looks: everywhere },
    { name: 'event', portal: 'user', path: `/events/${items[0]?.id ?? ''}`, looks: everywhere.slice(1, 3) },
    { name: 'orders', portal: 'user', path: '/orders', looks: [['laptop', 'light']] },
    { name: 'overview', portal: 'admin', path: '/', looks: everywhere },
    { name: 'faults', portal: 'admin', path: '/lab/faults', looks: [['laptop', 'light']] },
    { name: 'autoscaling', portal: 'admin', path: '/lab/autoscaling', looks: [['laptop', 'dark']] },
  ];
  await mkdir(target, { recursive: true });
  const browser = await startChromium();
  try {
    for (const { name, portal, path, looks } of shots) {
      for (const [viewport, colorScheme] of looks) {
        const look: VisitOptions = { viewport, colorScheme, path, signedInAs: portal === 'user' ? customer : admin };
        const visits = createVisits(browser, portalUrls(plan));
        const { page } = await visits.openPortal(portal, look);
        await settle(page);
        const file = `${portal}-${name}-${viewport}-${colorScheme}.png`;
        await page.screenshot({ path: join(target, file), animations: 'disabled' });
        console.log(`docs/screenshots/${file}`);
        await visits.close();
      }
    }
  } finally {
    await browser.close();
  }
}

/** Until the page has its heading and no placeholder any more. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
