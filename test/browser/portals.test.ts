import { afterAll, beforeAll, describe } from '@jest/globals';
import { createLabUnderTest, type LabUnderTest } from '../e2e/lab-under-test.ts';
import { createWorld } from '../e2e/world.ts';
import { type BrowserWorld, createBrowserTest } from './browser-test.ts';
import { startChromium } from './chromium.ts';
import { describeFirstLoad } from './first-load-tests.ts';
import { describeHomes } from './home-tests.ts';

/** One lab and one browser for all of it; each visit has a profile of its own. */
describe('the portals', () => {
  let lab: LabUnderTest | undefined;
  let world: BrowserWorld;

  beforeAll(async () => {
    const starting = startChromium();
    starting.catch(() => undefined);
    lab = await createLabUnderTest({ BCRYPT_COST: '4', PROVIDER_TIMEOUT_MS: '1000', PROVIDER_SLOW_MS: '1500' });
    const { code, stdout, stderr } = await lab.script('deploy');
    if (code !== 0) throw new Error(`./deploy.sh ended with ${code}:\n${stdout}\n${stderr}`);
    world = { browser: await starting, shop: await createWorld(lab) };
  }, 240_000);
  afterAll(async () => {
    await world.browser.close();
    await lab?.close();
  }, 60_000);

  const browserTest = createBrowserTest(() => world);
  describeFirstLoad();
  describeHomes(browserTest);
});
