import { describe, expect } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';
import { watchPage } from './page-watch.ts';

/** News reach people while they look at something else, in every tab, and once. */
export function describeNotifications(browserTest: BrowserTest): void {
  describe('notifications', () => {
    browserTest('arrive live in all tabs, and are read in all', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const event = await shop.event();
      const { page, context } = await openPortal('user', { signedInAs: person });
      const tab = await context.newPage();
      const watch = watchPage(tab);
      await tab.goto('/notifications');
      await tab.getByRole('heading', { name: 'Welcome to Ticketlab' }).waitFor();
      await page.getByRole('button', { name: /^Notifications, \d+ unread/ }).waitFor();

      await page.bringToFront();
      const { id } = await shop.order(person, event);
      await shop.pay(person, id);
      await page.getByRole('group', { name: 'Notification' }).getByText(`Your order for ${event.title}`).waitFor();
      await tab.getByRole('heading', { name: `Your order for ${event.title} is confirmed` }).waitFor();
      await expectAccessibleEverywhere(page);

      await tab.bringToFront();
      await expectAccessibleEverywhere(tab);
      await tab.getByRole('button', { name: 'Mark all as read' }).click();
      await tab.getByText('You have read everything.').waitFor();
      await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
      expect(watch.complaints()).toEqual([]);
    });

    browserTest('come after a gap, each once, and lead where they belong', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { page, context, watch } = await openPortal('user', { signedInAs: person, path: '/notifications' });
      watch.allow(/ERR_INTERNET_DISCONNECTED/);
      await page.getByRole('heading', { name: 'Welcome to Ticketlab' }).waitFor();
      await context.setOffline(true);
      const title = `News ${randomBytes(4).toString('hex')}`;
      await shop.api.expect(202, 'POST', '/api/notifications/broadcast', {
        token: shop.admin.token,
        body: { title, body: 'Something new is on.', audience: 'customers' },
      });
      await context.setOffline(false);
      await page.getByRole('heading', { name: title }).waitFor();
      await page.reload();
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await page.getByRole('heading', { name: title }).count()).toBe(1);

      await page.getByRole('button', { name: /^Notifications, \d+ unread/ }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Welcome' }).click();
      await page.waitForURL((url) => url.pathname === '/');
    });
  });
}
