import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { attachToLab, createLabUnderTest, type LabUnderTest } from '../e2e/lab-under-test.ts';
import { createWorld } from '../e2e/world.ts';
import { describeAdmin } from './admin-tests.ts';
import { type BrowserWorld, createBrowserTest } from './browser-test.ts';
import { describeBuying } from './buying-tests.ts';
import { startChromium } from './chromium.ts';
import { describeChat } from './chat-tests.ts';
import { describeExpiry, type Forgotten, forgetToPay } from './expiry-tests.ts';
import { describeFirstLoad } from './first-load-tests.ts';
import { describeHomes } from './home-tests.ts';
import { describeIdentity } from './identity-tests.ts';
import { describeLab } from './lab-tests.ts';
import { describeNotifications } from './notification-tests.ts';
import { describeSeatRaces } from './seat-race-tests.ts';
import { describeShopOutages } from './shop-outage-tests.ts';

/** Quicker than usual where nothing is to be seen. */
const settings = {
  // the browser beside it would make every service look busy
  AUTOSCALER: 'off',
  BCRYPT_COST: '4',
  PROVIDER_TIMEOUT_MS: '1000',
  PROVIDER_SLOW_MS: '1500',
  // long enough to pay in, and over before the other tests are
  RESERVATION_TTL_MS: '90000',
};

/**
 * One lab and one browser for all of it; each visit has a profile of its own. BROWSER_LAB=<its home> takes a lab that runs
 * already, for whoever writes these tests.
 */
describe('the portals', () => {
  let lab: LabUnderTest | undefined;
  let browser: Browser | undefined;
  let world: BrowserWorld;
  let forgotten: Forgotten;

  beforeAll(async () => {
    browser = await startChromium();
    const running = process.env['BROWSER_LAB'];
    lab = await (running === undefined ? createLabUnderTest(settings) : attachToLab(running));
    const { code, stdout, stderr } = await lab.script('deploy');
    if (code !== 0) throw new Error(`./deploy.sh ended with ${code}:\n${stdout}\n${stderr}`);
    world = { browser, shop: await createWorld(lab) };
    forgotten = await forgetToPay(world.shop);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
  }, 60_000);

  const browserTest = createBrowserTest(() => world);
  describeFirstLoad();
  describeHomes(browserTest);
  describeBuying(browserTest);
  describeSeatRaces(browserTest);
  describeIdentity(browserTest);
  describeNotifications(browserTest);
  describeChat(browserTest);
  describeAdmin(browserTest);
  describeLab(browserTest);
  describeShopOutages(browserTest);
  describeExpiry(browserTest, () => forgotten);
});
