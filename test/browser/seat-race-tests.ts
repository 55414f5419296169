import { describe, expect } from '@jest/globals';
import type { BrowserTest } from './browser-test.ts';
import { shopping } from './shopping.ts';

/** A limit says when to give up, not how fast to be. */
const patienceMs = 180_000;

/** A seat is one person's, whoever looks at it. */
export function describeSeatRaces(browserTest: BrowserTest): void {
  describe('a seat that two want', () => {
    browserTest(
      'turns taken while the other looks, who is told',
      async ({ openPortal }, { shop }) => {
        const [event, ...people] = await Promise.all([shop.event(), shop.customer(), shop.customer()]);
        const path = `/events/${event.id}`;
        const [{ page: first }, { page: second }] = (await Promise.all(
          people.map((person) => openPortal('user', { signedInAs: person, path })),
        )) as [Awaited<ReturnType<typeof openPortal>>, Awaited<ReturnType<typeof openPortal>>];
        for (const page of [first, second]) await shopping.seat(page, 'A', 4).click();
        await shopping.seat(second, 'A', 5).click();
        await shopping.reserve(first);
        await second.getByText('Seat A-4 was just taken by somebody else.').waitFor();
        await second.getByRole('gridcell', { name: /^Row A, seat 4, taken/ }).waitFor();
        await second.getByText('1 ticket', { exact: true }).waitFor();
        await shopping.reserve(second);
        await second.getByText('Seat A-5').waitFor();
        expect(await shop.places(event)).toMatchObject({ reserved: 2, sold: 0 });
      },
      patienceMs,
    );

    browserTest(
      'goes to one of two who press at the same time',
      async ({ openPortal }, { shop }) => {
        const [event, ...people] = await Promise.all([shop.event(), shop.customer(), shop.customer()]);
        const pages = await Promise.all(
          people.map(
            async (person) => (await openPortal('user', { signedInAs: person, path: `/events/${event.id}` })).page,
          ),
        );
        for (const page of pages) await shopping.seat(page, 'B', 1).click();
        const outcomes = await Promise.all(
          pages.map(async (page) => {
            await page.getByRole('button', { name: 'Reserve and pay' }).click();
            const got = page.getByRole('timer');
            const lost = page.getByText('Seat B-1 was just taken by somebody else.');
            await got.or(lost).first().waitFor();
            return (await got.count()) > 0 ? 'got it' : 'was told';
          }),
        );
        expect(outcomes.toSorted()).toEqual(['got it', 'was told']);
        expect(await shop.places(event)).toMatchObject({ reserved: 1, sold: 0 });
      },
      patienceMs,
    );
  });
}
