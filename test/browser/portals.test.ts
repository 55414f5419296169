import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { attachToLab, createLabUnderTest, type LabUnderTest } from '../e2e/lab-under-test.ts';
import { createWorld } from '../e2e/world.ts';
import { type BrowserWorld, createBrowserTest } from './browser-test.ts';
import { startChromium } from './chromium.ts';
import { describeFirstLoad } from './first-load-tests.ts';
import { describeHomes } from './home-tests.ts';

/** Quicker than usual where nothing is to be seen. */
const settings = { BCRYPT_COST: '4', PROVIDER_TIMEOUT_MS: '1000', PROVIDER_SLOW_MS: '1500' };

/**
 * One lab and one browser for all of it; each visit has a profile of its own. BROWSER_LAB=<its home> takes a lab that runs
 * already, for whoever writes these tests.
 */
describe('the portals', () => {
  let lab: LabUnderTest | undefined;
  let browser: Browser | undefined;
  let world: BrowserWorld;

  beforeAll(async () => {
    browser = await startChromium();
    const running = process.env['BROWSER_LAB'];
    lab = await (running === undefined ? createLabUnderTest(settings) : attachToLab(running));
    const { code, stdout, stderr } = await lab.script('deploy');
    if (code !== 0) throw new Error(`./deploy.sh ended with ${code}:\n${stdout}\n${stderr}`);
    world = { browser, shop: await createWorld(lab) };
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  }, 60_000);

  const browserTest = createBrowserTest(() => world);
  describeFirstLoad();
  describeHomes(browserTest);
});
