import { describe, expect } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';
import { pressUntilAt } from './keyboard.ts';
import { shopping } from './shopping.ts';

/** A limit says when to give up, not how fast to be. */
const patienceMs = 180_000;

/** From the first page to the tickets. */
export function describeBuying(browserTest: BrowserTest): void {
  describe('buying', () => {
    browserTest(
      'standing places: signs in on the way, is declined, then pays',
      async ({ openPortal }, { shop }) => {
        const [event, person] = await Promise.all([shop.event(), shop.customer()]);
        const { page } = await openPortal('user');
        await shopping.find(page, event);
        await shopping.chooseStanding(page, 2);
        await page.getByRole('button', { name: 'Sign in and buy' }).click();
        await page.getByLabel('E-mail').fill(person.email);
        await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByText('2 tickets', { exact: true }).waitFor();
        await shopping.reserve(page);
        await shopping.pay(page, 'Not enough funds');
        await page.getByText('The card has not enough funds. Your places are still reserved').waitFor();
        await expectAccessibleEverywhere(page);
        await shopping.pay(page, 'Goes through');
        await shopping.receive(page, 2);
        await page.getByText('2 tickets issued').waitFor();
        await expectAccessibleEverywhere(page);
        expect(await shop.places(event)).toMatchObject({ reserved: 0, sold: 2 });
      },
      patienceMs,
    );

    browserTest(
      'shows orders and tickets afterwards, to keep and to print',
      async ({ openPortal }, { shop }) => {
        const [event, person] = await Promise.all([shop.event(), shop.customer()]);
        const order = await shop.purchase(person, event);
        await shop.untilTickets(person, order.id, 1);
        const { page } = await openPortal('user', { signedInAs: person, path: '/orders' });
        await page.getByText('Confirmed', { exact: true }).waitFor();
        await expectAccessibleEverywhere(page);
        await page.getByRole('link', { name: event.title }).click();
        await page.getByText('Ticket issued').waitFor();
        await page.getByText('Payment received').waitFor();
        await expectAccessibleEverywhere(page);

        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'My tickets' }).click();
        await page.getByRole('img', { name: /^QR code/ }).waitFor();
        await expectAccessibleEverywhere(page);
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Calendar file' }).click(),
        ]);
        expect(file.suggestedFilename()).toMatch(/^ticket-[0-9a-f]{8}\.ics$/);
        const start = event.startsAt.slice(0, 19).replaceAll(/[-:]/g, '');
        expect(await readFile(await file.path(), 'utf8')).toContain(`DTSTART:${start}Z\r\n`);
        await page.emulateMedia({ media: 'print' });
        expect(await page.getByRole('banner').count()).toBe(0);
        expect(await page.getByRole('img', { name: /^QR code/ }).isVisible()).toBe(true);
      },
      patienceMs,
    );

    browserTest(
      'a seat, on a phone; a payment that times out resolves by itself',
      async ({ openPortal }, { shop }) => {
        const [event, person] = await Promise.all([shop.event(), shop.customer()]);
        const path = `/events/${event.id}`;
        const { page } = await openPortal('user', { signedInAs: person, path, viewport: 'phone' });
        await shopping.seat(page, 'B', 7).tap();
        await page.getByRole('button', { name: 'Zoom in' }).tap();
        await page.getByRole('button', { name: 'Show the whole plan' }).tap();
        await shopping.seat(page, 'B', 8).tap();
        await expectAccessibleEverywhere(page);
        // twice is once
        await page.getByRole('button', { name: 'Reserve and pay' }).dblclick();
        await page.getByText('Seats B-7, B-8').waitFor();
        await shopping.pay(page, 'Times out');
        await page.getByText('The payment is being confirmed').first().waitFor();
        await page.reload();
        await shopping.receive(page, 2);
        await page.getByText('Seats, row B, seat 8').waitFor();
        expect(await shop.places(event)).toMatchObject({ reserved: 0, sold: 2 });
      },
      patienceMs,
    );

    browserTest(
      'with nothing but the keyboard',
      async ({ openPortal }, { shop }) => {
        const [event, person] = await Promise.all([shop.event(), shop.customer()]);
        const { page } = await openPortal('user', { signedInAs: person });
        await pressUntilAt(page, /^Search for events/);
        await page.keyboard.type(event.title);
        await page.getByText('1 event', { exact: true }).waitFor();
        await pressUntilAt(page, event.title);
        await page.keyboard.press('Enter');
        await page.getByRole('grid', { name: 'Seat plan' }).waitFor();
        await pressUntilAt(page, /^Row A, seat 1, free/);
        for (const key of ['ArrowDown', 'ArrowRight', 'Space']) await page.keyboard.press(key);
        await shopping.seat(page, 'B', 2).and(page.locator('[aria-selected=true]')).waitFor();
        await pressUntilAt(page, 'Reserve and pay');
        await page.keyboard.press('Enter');
        await page.getByRole('timer').waitFor();
        await pressUntilAt(page, 'Goes through');
        await page.keyboard.press('Enter');
        await pressUntilAt(page, /^Pay /);
        await page.keyboard.press('Enter');
        await shopping.receive(page, 1);
      },
      patienceMs,
    );
  });
}
