import { describe, expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@ticketlab/testing/eventually';
import type { Page } from 'playwright-core';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';
import { watchPage } from './page-watch.ts';

const quarterHourMs = 15 * 60_000;

/** Accounts and sessions, as people meet them in the portals. */
export function describeIdentity(browserTest: BrowserTest): void {
  describe('identity', () => {
    browserTest('registers, says what is wrong at its field, and signs in afterwards', async ({ openPortal }) => {
      const { page } = await openPortal('user', { path: '/register?from=/account' });
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByText('At least 12 characters', { exact: true }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('displayName');
      await expectAccessibleEverywhere(page);

      await page.getByLabel('Name').fill('Nora New');
      await page.getByLabel('E-mail').fill('customer@ticketlab.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('a few words to remember');
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByText('An account has this address already').waitFor();

      await page.getByLabel('E-mail').fill(`nora-${randomUUID()}@ticketlab.example`);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
      await page.getByText('This session').waitFor();
      await expectAccessibleEverywhere(page);
      await page.getByRole('button', { name: 'Account of Nora New' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await expectAccessibleEverywhere(page);
    });

    browserTest('sets a new password by the mailed link, which works once', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { page } = await openPortal('user', { path: '/password-reset' });
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByRole('button', { name: 'Mail me a link' }).click();
      await page.getByText('Look into your mail').waitFor();
      await expectAccessibleEverywhere(page);

      const link = await findLink(join(shop.lab.home, 'mail'), person.email);
      const password = 'another few words to remember';
      const use = async () => {
        // what counts is where it leads; a full load, as from a mail program
        await page.goto('about:blank');
        await page.goto(link.slice(link.indexOf('/password-reset')));
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Set the password' }).click();
      };
      await use();
      await page.getByText('Your password is set').waitFor();
      expect(new URL(page.url()).hash).toBe('');
      await use();
      await page.getByRole('button', { name: 'Ask for a new link' }).waitFor();
      expect(await shop.signIn(person.email, password)).not.toBe('');
    });

    browserTest('renews the session silently when its token has run out', async ({ openPortal }, { shop }) => {
      const { page } = await openPortal('user', { signedInAs: await shop.customer(), path: '/notifications' });
      await page.getByText('Welcome to Ticketlab').first().waitFor();
      await page.clock.setSystemTime(Date.now() + quarterHourMs);
      const renewed = page.waitForResponse((response) => response.url().endsWith('/api/users/refresh'));
      await openAccountMenu(page);
      await page.getByRole('menuitem', { name: 'Account' }).click();
      expect((await renewed).status()).toBe(200);
      await page.getByText('This session').waitFor();
    });

    browserTest('goes on after an ended session where the person was', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { page } = await openPortal('user', { signedInAs: person, path: '/support/new?subject=Refund' });
      await page.getByRole('textbox', { name: 'Message' }).fill('Half a sentence that');
      const { page: other } = await openPortal('user', { signedInAs: person, path: '/account' });
      await other.getByRole('button', { name: 'End all 2 others' }).click();
      await other
        .getByRole('button', { name: /^End the session/ })
        .first()
        .waitFor({ state: 'detached' });

      await page.getByText('Your session has ended').waitFor();
      await expectAccessibleEverywhere(page);
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByRole('textbox', { name: 'Password' }).fill('not the password at all');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('E-mail or password is wrong').waitFor();
      await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Write to support' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Half a sentence that');
      expect(await page.getByLabel('What is it about?').inputValue()).toBe('Refund');
    });

    browserTest('keeps a customer and an admin apart in one browser', async ({ openPortal }, { shop }) => {
      const { page, context } = await openPortal('user', { path: '/sign-in?from=/account' });
      await page.getByRole('button', { name: /^Sign in as/ }).click();
      await page.getByText('customer@ticketlab.example').first().waitFor();

      const desk = await context.newPage();
      const watch = watchPage(desk);
      const admin = shop.lab.portals['admin-portal'];
      await desk.goto(`${admin}/sign-in?from=/account`);
      await desk.getByRole('button', { name: /^Sign in as/ }).click();
      await desk.getByText('admin@ticketlab.example').first().waitFor();

      await Promise.all([page.reload(), desk.reload()]);
      await page.getByText('customer@ticketlab.example').first().waitFor();
      await desk.getByText('admin@ticketlab.example').first().waitFor();
      await openAccountMenu(desk);
      await desk.getByRole('menuitem', { name: 'Sign out' }).click();
      await desk.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await page.reload();
      await page.getByText('customer@ticketlab.example').first().waitFor();
      expect(watch.complaints()).toEqual([]);
    });

    browserTest('hands out what is kept, and erases the account', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { page } = await openPortal('user', { signedInAs: person, path: '/account' });
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download my data' }).click();
      const file = await (await downloading).path();
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ user: { email: person.email } });

      await page.getByRole('button', { name: 'Erase my account …' }).click();
      const dialog = page.getByRole('dialog');
      await expectAccessibleEverywhere(page);
      await dialog.getByRole('textbox', { name: 'Your password' }).fill('not the password at all');
      await dialog.getByRole('button', { name: 'Erase it for good' }).click();
      await dialog.getByText('Type “erase my account” to confirm').waitFor();
      await dialog.getByRole('textbox', { name: 'Type “erase my account”' }).fill('erase my account');
      await dialog.getByRole('button', { name: 'Erase it for good' }).click();
      await dialog.getByText('This is not your password').waitFor();
      await dialog.getByRole('textbox', { name: 'Your password' }).fill(person.password);
      await dialog.getByRole('button', { name: 'Erase it for good' }).click();
      await page.getByText('Your account is erased').waitFor();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await expect(shop.signIn(person.email, person.password)).rejects.toThrow('401');
    });
  });
}

async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
}

/** The link in the mail to that address. */
function findLink(folder: string, address: string): Promise<string> {
  return eventually(async () => {
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.txt')) continue;
      const text = await readFile(join(folder, name), 'utf8');
      const link = /\S+#token=\S+/.exec(text)?.[0];
      if (text.includes(address) && link !== undefined) return link;
    }
    throw new Error(`no mail with a link to ${address}`);
  });
}
