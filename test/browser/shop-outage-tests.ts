import { describe } from '@jest/globals';
import type { startFaultBodySchema } from '@ticketlab/contracts/http/faults';
import type { z } from 'zod';
import type { World } from '../e2e/world.ts';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';
import { shopping } from './shopping.ts';

/** A limit says when to give up, not how fast to be. */
const patienceMs = 180_000;

/** Answers of 500 to every request of a route, until what is returned is called. */
async function breakRoute(shop: World, target: z.input<typeof startFaultBodySchema>['target']) {
  const { token } = shop.admin;
  const body = { target, kind: 'error', parameters: { status: 500 }, probability: 1, ttlSeconds: 120 };
  const { id } = await shop.api.expect<{ id: string }>(201, 'POST', '/api/lab/faults', { token, body });
  return async (): Promise<void> => {
    await shop.api.call('DELETE', `/api/lab/faults/${id}`, { token });
  };
}

/** What customers see while the lab breaks what they use. */
export function describeShopOutages(browserTest: BrowserTest): void {
  describe('while something is broken on purpose', () => {
    browserTest(
      'the catalogue is an old copy and says so, until it is fresh again',
      async ({ openPortal }, { shop }) => {
        const { page, watch } = await openPortal('user');
        watch.allow(/^50[03] .*\/api\/events/);
        await page.getByRole('article').first().waitFor();
        const repair = await breakRoute(shop, { service: 'event-service', route: 'GET /api/events' });
        try {
          await page.reload();
          await page.getByText('The catalogue may be out of date').waitFor();
          await page.getByRole('article').first().waitFor();
          await expectAccessibleEverywhere(page);
        } finally {
          await repair();
        }
        await page.getByText('The catalogue may be out of date').waitFor({ state: 'detached', timeout: patienceMs });
      },
      patienceMs,
    );

    browserTest(
      'an order is refused with the fault named, and placed by itself when that is over',
      async ({ openPortal }, { shop }) => {
        const [event, person] = await Promise.all([shop.event(), shop.customer()]);
        const { page, watch } = await openPortal('user', { signedInAs: person, path: `/events/${event.id}` });
        watch.allow(/^50[03] .*\/api\/orders/);
        await shopping.chooseStanding(page, 1);
        const repair = await breakRoute(shop, { service: 'order-service', route: 'POST /api/orders' });
        try {
          await page.getByRole('button', { name: 'Reserve and pay' }).click();
          await page.getByText('Lab fault: injected on purpose').waitFor();
          await page.getByText('Request id to quote:').waitFor();
          await page.getByText(/^Trying again by itself in \d+:\d\d$/).waitFor();
        } finally {
          await repair();
        }
        await page.getByRole('timer').waitFor({ timeout: patienceMs });
      },
      patienceMs,
    );
  });
}
