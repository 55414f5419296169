import { describe } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import type { Page } from 'playwright-core';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';

const pages = ['/lab/faults', '/lab/challenges', '/lab/autoscaling', '/lab/load', '/lab/exercises'];

/** A limit says when to give up, not how fast to be. */
const patienceMs = 240_000;

/** What admins do to the system from the portal, and who else notices. */
export function describeLab(browserTest: BrowserTest): void {
  describe('the lab in the admin portal', () => {
    browserTest(
      'can be used by everybody',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin });
        for (const path of pages) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await expectAccessibleEverywhere(page);
        }
      },
      patienceMs,
    );

    browserTest(
      'breaks the catalogue, which map and customers notice, and makes it whole again',
      async ({ openPortal }, { shop }) => {
        // what has been seen once is what the gateway shows when the service fails
        const { page: customers, watch } = await openPortal('user');
        watch.allow(/^50[03] .*\/api\/events/);
        await customers.getByRole('article').first().waitFor();
        const { page } = await openPortal('admin', { signedInAs: shop.admin, path: '/lab/faults' });
        await page.getByRole('button', { name: 'Start Error' }).click();
        const form = page.getByRole('dialog', { name: 'Start: Error' });
        await choose(page, 'Service', 'event-service');
        await form.getByLabel('Share that is hit').fill('100');
        await expectAccessibleEverywhere(page);
        await form.getByRole('button', { name: 'Start the fault' }).click();
        await page.getByRole('button', { name: 'End Error of event-service now' }).waitFor();

        await customers.reload();
        await customers.getByText('The catalogue may be out of date').waitFor({ timeout: patienceMs });

        const { page: map } = await openPortal('admin', { signedInAs: shop.admin, path: '/map' });
        const node = map.getByRole('button', { name: /^event-service/ });
        await eventually(
          async () => {
            await shop.api.call('GET', '/api/events');
            await node.getByText(/breaker|errors/).waitFor({ timeout: 1_000 });
          },
          { timeoutMs: 60_000 },
        );

        await page.getByRole('button', { name: 'Clear all faults' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'End them all' }).click();
        await page.getByText('Nothing is broken on purpose.').waitFor();
        await customers
          .getByText('The catalogue may be out of date')
          .waitFor({ state: 'detached', timeout: patienceMs });
        await eventually(
          async () => {
            await shop.api.call('GET', '/api/events');
            await node.getByText('healthy').waitFor({ timeout: 1_000 });
          },
          { timeoutMs: 60_000 },
        );
      },
      patienceMs,
    );

    browserTest(
      'predicts what the autoscaler will do, loads a service, and judges',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin, path: '/lab/autoscaling' });
        await page.getByRole('switch', { name: 'Autoscaler' }).click();
        await page.getByText(/^Next decision in /).waitFor();
        await page.getByRole('textbox', { name: 'Load' }).fill('95');
        await page.getByRole('textbox', { name: 'Held for' }).fill('12');
        await choose(page.locator('form'), 'Pace', '10 times faster', page);
        await page.getByRole('button', { name: 'Predict and run' }).click();
        await page.getByRole('region', { name: 'Predicted, before the load began' }).waitFor({ timeout: patienceMs });
        const verdict = page.getByRole('region', { name: 'Verdict' });
        await verdict.getByText(/^(met|missed|inconclusive)$/).waitFor({ timeout: patienceMs });
        await verdict.getByRole('row').nth(1).waitFor();
        await expectAccessibleEverywhere(page);
        await page.getByRole('link', { name: 'All experiments' }).click();
        await page.getByRole('switch', { name: 'Autoscaler' }).click();
        await page.getByText('No decision is due').waitFor();
      },
      patienceMs,
    );

    browserTest(
      'sends visitors and tells how the system bore them',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin, path: '/lab/load' });
        await page.getByLabel('Seconds').fill('5');
        await page.getByRole('button', { name: 'Start smoke' }).click();
        const verdict = page.getByRole('region', { name: 'Verdict' });
        await verdict.getByText(/^(passed|failed|inconclusive)$/).waitFor({ timeout: patienceMs });
        await page.getByRole('region', { name: 'Latency of journeys' }).waitFor();
        await expectAccessibleEverywhere(page);
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download the report' }).click();
        await (await saved).path();
      },
      patienceMs,
    );
  });
}

/** Picks from a list that opens below its field. */
async function choose(within: Pick<Page, 'getByRole'>, field: string, option: string, page = within): Promise<void> {
  await within.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}
