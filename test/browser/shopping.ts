import type { Page } from 'playwright-core';
import type { Event } from '@ticketlab/contracts/http/events';

/** What a customer does on the pages of the shop; each waits for what it needs. */
export const shopping = {
  /** From the first page to an event, by searching for it. */
  async find(page: Page, event: Event): Promise<void> {
    await page.getByLabel(/^Search for events/).fill(event.title);
    await page.getByRole('link', { name: event.title }).click();
    await page.getByRole('heading', { level: 1, name: event.title }).waitFor();
  },
  async chooseStanding(page: Page, places: number): Promise<void> {
    const more = page.getByRole('button', { name: 'One more of Standing' });
    for (let chosen = 0; chosen < places; chosen++) await more.click();
  },
  seat: (page: Page, row: string, number: number) =>
    page.getByRole('gridcell', { name: new RegExp(`^Row ${row}, seat ${number},`) }),
  async reserve(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Reserve and pay' }).click();
    await page.getByRole('timer').waitFor();
  },
  /** With a test card of the lab. */
  async pay(page: Page, card: string): Promise<void> {
    await page.getByRole('button', { name: card, exact: true }).click();
    await page.getByRole('button', { name: /^Pay / }).click();
  },
  /** Until the tickets are there with their codes. */
  async receive(page: Page, tickets: number): Promise<void> {
    await page.getByRole('heading', { name: 'You are going' }).waitFor();
    await page
      .getByRole('img', { name: /^QR code/ })
      .nth(tickets - 1)
      .waitFor();
  },
};
