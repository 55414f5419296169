import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { createArrivals } from '../../src/notifications/arrivals.ts';
import { NotificationBell } from '../../src/notifications/notification-bell.tsx';
import { NotificationHistory } from '../../src/notifications/notification-history.tsx';
import { json, refusal, renderInPortal } from '../setup/in-portal.tsx';

afterEach(cleanup);

const news = (number: number, read = false): Notification => ({
  id: `01900000-0000-7000-8000-00000000000${number}`,
  kind: 'order-confirmed',
  title: `News ${number}`,
  body: 'Something has happened.',
  link: `/orders/${number}`,
  read,
  createdAt: '2026-01-02T10:00:00.000Z',
});

const list = (items: Notification[], nextCursor: string | null = null) => json({ items, nextCursor });

describe('the history of notifications', () => {
  it('pages to its end and marks one as read at once', async () => {
    renderInPortal(<NotificationHistory />, {
      'GET /api/notifications/unread-count': () => json({ unread: 2 }),
      'GET /api/notifications': (_, url) =>
        url.searchParams.has('cursor') ? list([news(1)]) : list([news(3), news(2, true)], 'next'),
      [`POST /api/notifications/${news(3).id}/read`]: () => json(news(3, true)),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Mark as read: News 3' }));
    expect(screen.queryByRole('button', { name: 'Mark as read: News 3' })).toBeNull();
    await screen.findByText('1 unread');
    await userEvent.click(screen.getByRole('button', { name: 'Show more notifications' }));
    await screen.findByText('That is all 3 notifications.');
  });

  it('says that there is nothing, and what will be here', async () => {
    renderInPortal(<NotificationHistory />, { 'GET /api/notifications': () => list([]) });
    await screen.findByRole('heading', { name: 'Nothing yet' });
  });

  it('says what is wrong, and brings the truth back where marking is refused', async () => {
    renderInPortal(<NotificationHistory />, {
      'GET /api/notifications/unread-count': () => json({ unread: 1 }),
      'GET /api/notifications': () => list([news(1)]),
      [`POST /api/notifications/${news(1).id}/read`]: () => refusal('not-found'),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Mark as read: News 1' }));
    await screen.findByText('That could not be marked as read');
    await screen.findByRole('button', { name: 'Mark as read: News 1' });
  });
});

describe('the bell', () => {
  it('says how much is unread, opens the latest and leads to them', async () => {
    const { router } = renderInPortal(<NotificationBell />, {
      'GET /api/notifications/unread-count': () => json({ unread: 1 }),
      'GET /api/notifications': () => list([news(1)]),
      [`POST /api/notifications/${news(1).id}/read`]: () => json(news(1, true)),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Notifications, 1 unread' }));
    const latest = await screen.findByRole('dialog');
    await userEvent.click(await within(latest).findByRole('link', { name: 'News 1' }));
    expect(router.state.location.pathname).toBe('/orders/1');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await screen.findByRole('button', { name: 'Notifications' });
  });
});

describe('arrivals', () => {
  it('come together, and each once, however often they are delivered', async () => {
    const portions: string[][] = [];
    const arrivals = createArrivals((arrived) => portions.push(arrived.map(({ title }) => title)));
    for (const number of [1, 2, 1]) arrivals.accept(news(number));
    await waitFor(() => expect(portions).toEqual([['News 1', 'News 2']]));
    arrivals.accept(news(2));
    arrivals.accept(news(3));
    await waitFor(() => expect(portions).toEqual([['News 1', 'News 2'], ['News 3']]));
  });
});
