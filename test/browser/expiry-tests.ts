import { describe } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Order } from '@ticketlab/contracts/http/orders';
import { type Person, standing, type World } from '../e2e/world.ts';
import { expectAccessibleEverywhere } from './accessibility.ts';
import type { BrowserTest } from './browser-test.ts';

export interface Forgotten {
  event: Event;
  order: Order;
  person: Person;
}

/** Reserves two places and forgets to pay: time goes by while other tests run. */
export async function forgetToPay(shop: World): Promise<Forgotten> {
  const [event, person] = await Promise.all([shop.event(), shop.customer()]);
  return { event, person, order: await shop.order(person, event, standing(event, 2)) };
}

export function describeExpiry(browserTest: BrowserTest, forgotten: () => Forgotten): void {
  describe('a reservation that nobody paid for', () => {
    browserTest(
      'expires before the reader’s eyes, who chooses the same again',
      async ({ openPortal }) => {
        const { event, order, person } = forgotten();
        const { page } = await openPortal('user', { signedInAs: person, path: `/checkout/${order.id}` });
        await page.getByRole('heading', { name: 'The reservation has expired' }).waitFor({ timeout: 120_000 });
        await page.getByText('It was not paid in time.', { exact: false }).first().waitFor();
        await expectAccessibleEverywhere(page);
        await page.getByRole('button', { name: 'Choose places again' }).click();
        await page.getByRole('heading', { level: 1, name: event.title }).waitFor();
        await page.getByText('2 tickets', { exact: true }).waitFor();
      },
      150_000,
    );
  });
}
