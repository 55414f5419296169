import { describe, expect } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import type { Page } from 'playwright-core';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';

const newSubject = () => `Question ${randomBytes(4).toString('hex')}`;

/** Customers and support, each in a browser of their own. */
export function describeChat(browserTest: BrowserTest): void {
  describe('support chat', () => {
    browserTest('goes both ways, with typing, receipts, notes and closing', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { page } = await openPortal('user', { signedInAs: person, path: '/support' });
      await page.getByText('No conversations yet').waitFor();
      await expectAccessibleEverywhere(page);
      const { page: desk } = await openPortal('admin', { signedInAs: shop.admin, path: '/inbox' });
      await page.getByText('Somebody from support is here now').waitFor();

      const subject = newSubject();
      await page.getByRole('link', { name: 'Write to support' }).click();
      await page.getByLabel('What is it about?').fill(subject);
      await page.getByRole('textbox', { name: 'Message' }).fill('Where are my tickets?');
      await page.getByRole('button', { name: 'Send' }).click();
      await desk.getByRole('link', { name: new RegExp(subject) }).click();
      await messages(desk).getByText('Where are my tickets?').waitFor();
      await messages(page).getByText('Read', { exact: true }).waitFor();

      await page.getByRole('textbox', { name: 'Your message' }).pressSequentially('They');
      await desk.getByText('is typing …').waitFor();
      await desk.getByRole('button', { name: 'Assign to me' }).click();
      await desk.getByRole('button', { name: 'Mine', exact: true }).last().waitFor();
      await desk.getByText('Internal note', { exact: true }).click();
      await desk.getByRole('textbox', { name: 'Internal note' }).fill('The mail bounced.');
      await desk.getByRole('button', { name: 'Keep the note' }).click();
      await messages(desk).getByText('The mail bounced.').waitFor();
      await desk.getByText('Answer', { exact: true }).click();
      await write(desk, /^Answer to/, 'They are on their way.');
      await messages(page).getByText('They are on their way.').waitFor();
      expect(await messages(page).getByText('The mail bounced.').count()).toBe(0);
      await messages(desk).getByText('Read', { exact: true }).waitFor();
      await expectAccessibleEverywhere(page);
      await expectAccessibleEverywhere(desk);

      await desk.getByRole('button', { name: 'Close', exact: true }).click();
      await page.getByText('Support has closed this conversation').waitFor();
      await write(page, 'Your message', 'Thanks, and one more thing');
      await messages(desk).getByText('one more thing').waitFor();
      await desk.getByRole('textbox', { name: /^Answer to/ }).waitFor();
    });

    browserTest('sends what was written offline once, even after a reload', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { id } = await openConversation(shop, person.token);
      const { page, context, watch } = await openPortal('user', { signedInAs: person, path: `/support/${id}` });
      watch.allow(/ERR_INTERNET_DISCONNECTED/);
      await messages(page).getByText('message 1').waitFor();
      await context.setOffline(true);
      for (const text of ['first of two', 'second of two']) await write(page, 'Your message', text);
      await messages(page).getByText('Waiting to be sent').nth(1).waitFor();
      await context.setOffline(false);
      await page.reload();
      const texts = () =>
        messages(page)
          .getByText(/of two$/)
          .allInnerTexts();
      await messages(page).getByText('second of two').waitFor();
      await messages(page).getByText('Waiting to be sent').first().waitFor({ state: 'detached' });
      expect(await texts()).toEqual(['first of two', 'second of two']);
      const { items } = await shop.api.expect<{ items: { text: string }[] }>(
        ...([200, 'GET', `/api/chat/conversations/${id}/messages`] as const),
        { token: person.token },
      );
      expect(items.map(({ text }) => text).filter((text) => text.endsWith('of two'))).toHaveLength(2);
    });

    browserTest('pages upwards without moving what is read', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { id } = await openConversation(shop, person.token, 40);
      const { page } = await openPortal('user', { signedInAs: person, path: `/support/${id}`, viewport: 'phone' });
      const log = messages(page);
      await log.getByText('message 40', { exact: true }).waitFor();
      const anchor = log.getByText('message 12', { exact: true });
      await log.evaluate((element) => void (element.scrollTop = 100));
      const before = await anchor.boundingBox();
      await log.evaluate((element) => void (element.scrollTop = 60));
      await log.getByText('message 1', { exact: true }).waitFor({ state: 'attached' });
      const after = await anchor.boundingBox();
      expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(42);
    });

    browserTest('tells customers who are away by notification', async ({ openPortal }, { shop }) => {
      const person = await shop.customer();
      const { id } = await openConversation(shop, person.token);
      const { page } = await openPortal('user', { signedInAs: person });
      await page.getByRole('button', { name: /^Notifications/ }).waitFor();
      await shop.api.expect(201, 'POST', `/api/chat/conversations/${id}/messages`, {
        token: shop.admin.token,
        body: { text: 'The answer while you were away', clientMessageId: randomUUID() },
      });
      const toast = page.getByRole('group', { name: 'Notification' }).filter({ hasText: /answer/i });
      await toast.getByRole('button', { name: 'Show' }).click();
      await messages(page).getByText('The answer while you were away').waitFor();
    });
  });
}

const messages = (page: Page) => page.getByRole('log', { name: 'Messages' });

async function write(page: Page, field: string | RegExp, text: string): Promise<void> {
  await page.getByRole('textbox', { name: field }).fill(text);
  await page.keyboard.press('Enter');
}

/** Begun over HTTP, with as many messages, by turns, because nobody may write many at once. */
async function openConversation(
  shop: Parameters<Parameters<BrowserTest>[1]>[1]['shop'],
  token: string,
  count = 1,
): Promise<Conversation> {
  const message = (number: number) => ({ text: `message ${number}`, clientMessageId: randomUUID() });
  const conversation = await shop.api.expect<Conversation>(201, 'POST', '/api/chat/conversations', {
    token,
    body: { subject: newSubject(), ...message(1) },
  });
  for (let number = 2; number <= count; number++) {
    await shop.api.expect(201, 'POST', `/api/chat/conversations/${conversation.id}/messages`, {
      token: number % 2 === 0 ? shop.admin.token : token,
      body: message(number),
    });
  }
  return conversation;
}
