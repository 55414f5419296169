import { describe, expect } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { eventually } from '@ticketlab/testing/eventually';
import type { Page } from 'playwright-core';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';

const everywhere = [
  '/',
  '/events',
  '/events/new',
  '/orders',
  '/users',
  '/check-in',
  '/broadcast',
  '/map',
  '/audit',
  '/dead-letters',
];
const uniqueTitle = () => `Evening ${randomBytes(4).toString('hex')}`;

/** What those do who run the shop and watch the system. */
export function describeAdmin(browserTest: BrowserTest): void {
  describe('the admin portal', () => {
    browserTest(
      'puts an event on sale that a customer then buys, lets them in once, and refunds another',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin, path: '/events/new' });
        const title = uniqueTitle();
        await fillEvent(page, title);
        await page.getByRole('button', { name: 'Create draft' }).click();
        await page.getByRole('button', { name: 'Publish' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
        await page.getByRole('button', { name: 'Cancel event' }).waitFor();
        await expectAccessibleEverywhere(page);
        const eventId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

        const customer = await shop.customer();
        const { page: shopPage } = await openPortal('user', { signedInAs: customer, path: `/events/${eventId}` });
        await shopPage.getByRole('button', { name: 'One more of General admission' }).click();
        await shopPage.getByRole('button', { name: 'Reserve and pay' }).click();
        await shopPage.waitForURL(/\/checkout\//);
        const orderId = /[0-9a-f-]{36}/.exec(shopPage.url())?.[0] ?? '';
        await shop.pay(customer, orderId);
        const [ticket] = await shop.untilTickets(customer, orderId, 1);

        await page.goto('/check-in');
        const scan = async (answer: string) => {
          await page.getByRole('textbox', { name: 'Ticket code' }).fill(ticket?.code ?? '');
          await page.keyboard.press('Enter');
          await page.getByRole('status').getByText(answer, { exact: true }).waitFor();
        };
        await scan('Let in');
        // at once it would be the same look at the same code
        await page.reload();
        await scan('Used already');
        await expectAccessibleEverywhere(page);

        await page.goto(`/orders/${orderId}`);
        await page.getByRole('button', { name: 'Refund' }).click();
        await page.getByRole('dialog').getByLabel('Reason').fill('Asked kindly');
        await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click();
        await page.getByText('The money has gone back, and the tickets are void.').waitFor();
        await expectAccessibleEverywhere(page);
      },
      120_000,
    );

    browserTest('lets two who edit at once bring their changes together', async ({ openPortal }, { shop }) => {
      const { id } = await shop.event();
      const visit = { signedInAs: shop.admin, path: `/events/${id}` };
      const [{ page: mine }, { page: theirs }] = [await openPortal('admin', visit), await openPortal('admin', visit)];
      await theirs.getByLabel('Title').fill('Their title');
      await mine.getByLabel('Title').fill('My title');
      await mine.getByLabel('City').fill('Dresden');
      await theirs.getByLabel('Most tickets per customer').fill('5');
      await theirs.getByRole('button', { name: 'Save', exact: true }).click();
      await theirs.getByText('Everything is saved.').waitFor();

      await mine.getByRole('button', { name: 'Save', exact: true }).click();
      const dialog = mine.getByRole('dialog', { name: 'Somebody else saved this event first' });
      await dialog.getByRole('radio', { name: 'Title, mine: My title' }).check();
      await expectAccessibleEverywhere(mine);
      await dialog.getByRole('button', { name: 'Save this' }).click();
      await mine.getByText('Everything is saved.').waitFor();
      const saved = await shop.api.expect<{ title: string; maxPerCustomer: number; venue: { city: string } }>(
        200,
        'GET',
        `/api/events/${id}`,
      );
      expect([saved.title, saved.maxPerCustomer, saved.venue.city]).toEqual(['My title', 5, 'Dresden']);
      // who has nothing unsaved simply sees what others save
      await eventually(async () => expect(await theirs.getByLabel('Title').inputValue()).toBe('My title'), {
        timeoutMs: 20_000,
      });
    });

    browserTest(
      'shows on the map what happens to a service, and what one does to it there',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin, path: '/map' });
        const service = page.getByRole('button', { name: /^chat-service/ });
        await service.getByText('healthy').waitFor();
        await service.focus();
        await page.keyboard.press('Enter');
        const drawer = page.getByRole('dialog', { name: 'chat-service' });
        await drawer.getByRole('rowheader', { name: /^chat-service-1/ }).waitFor();
        await expectAccessibleEverywhere(page);
        await drawer.getByLabel('Instances', { exact: true }).fill('0');
        await drawer.getByRole('button', { name: 'Scale' }).click();
        await drawer.getByText('scaled to 0').waitFor();
        await page.keyboard.press('Escape');
        await page.getByText('chat-service: scaled to 0').waitFor();
        await shop.lab.control.scale('chat-service', 1);
        await service.getByText('healthy').waitFor();
      },
    );

    browserTest(
      'can be used by everybody',
      async ({ openPortal }, { shop }) => {
        const { page } = await openPortal('admin', { signedInAs: shop.admin });
        for (const path of everywhere) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
          await expectAccessibleEverywhere(page);
        }
      },
      300_000,
    );
  });
}

async function fillEvent(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Venue').fill('Old Boiler House');
  await page.getByLabel('City').fill('Leipzig');
  await page.getByLabel('Address').fill('Kesselgasse 3');
  await page.getByLabel('Starts').fill('2090-06-01T20:00');
  await page.getByLabel('Ends').fill('2090-06-01T23:00');
  await page.getByLabel('Price in EUR').fill('24.50');
}
