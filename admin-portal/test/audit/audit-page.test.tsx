import { describe, expect, it } from '@jest/globals';
import { fireEvent, screen, within } from '@testing-library/react';
import { json, renderInPortal, someone } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/audit/audit-page.tsx';

const entry = {
  ...{ id: 'a', at: '2026-11-20T20:00:00.000Z', actor: `admin:${someone.id}`, action: 'order.refund-requested' },
  ...{ subject: '019a0000-0000-7000-8000-0000000000f1', service: 'order-service', requestId: 'r-7' },
  detail: { refundReason: 'Asked kindly', paymentId: null },
};
const unlocked = { ...entry, id: 'c', action: 'user.locked', detail: { locked: false } };
const byService = { ...entry, id: 'b', actor: 'service:ticket-service', action: 'ticket.issued' };

describe('the audit log', () => {
  it('says who did what in words, and opens an entry with its details', async () => {
    renderInPortal(<Component />, {
      'GET /api/audit': () => json({ items: [entry, byService, unlocked], nextCursor: null }),
      [`GET /api/users/${someone.id}`]: () => json(someone),
    });
    const row = (await screen.findByText('Order refund requested')).closest('tr') ?? document.body;
    expect(await within(row).findByText('Anna Able')).toBeInTheDocument();
    expect(screen.getByText('User unlocked')).toBeInTheDocument();
    expect(screen.getByText('ticket-service')).toBeInTheDocument();
    fireEvent.click(within(row).getByRole('button'));
    const drawer = await screen.findByRole('dialog', { name: 'Order refund requested' });
    expect(within(drawer).getByText('Refund reason').closest('tr')).toHaveTextContent('Asked kindly');
    expect(within(drawer).queryByText('Payment id')).not.toBeInTheDocument();
    expect(within(drawer).getByRole('link', { name: entry.subject })).toHaveAttribute(
      'href',
      `/orders/${entry.subject}`,
    );
  });

  it('keeps its filters in the address and asks the server with them', async () => {
    const searches: string[] = [];
    renderInPortal(
      <Component />,
      {
        'GET /api/audit': (_, url) => {
          searches.push(url.search);
          return json({ items: [], nextCursor: null });
        },
      },
      '/audit?action=order.confirmed',
    );
    expect(await screen.findByRole('heading', { name: 'No entry fits these filters' })).toBeInTheDocument();
    expect(searches).toEqual(['?action=order.confirmed&limit=50']);
  });
});
