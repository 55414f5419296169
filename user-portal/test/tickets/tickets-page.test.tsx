import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { Component as TicketsPage } from '../../src/features/tickets/tickets-page.tsx';
import { aTicket } from '../samples.ts';
import { showPage } from '../show-page.tsx';
import { createStubGateway, type StubGateway } from '../stub-gateway.ts';

describe('my tickets', () => {
  let gateway: StubGateway;
  const show = () => showPage({ gateway, path: '/tickets', routes: [{ path: '/tickets', Component: TicketsPage }] });

  beforeEach(() => {
    gateway = createStubGateway();
  });

  it('show the code of each that is good, which only its owner can fetch', async () => {
    const valid = aTicket(1, { seatId: 'C-12' });
    gateway.answer('GET /api/tickets', { items: [valid], nextCursor: null });
    gateway.answer(
      `GET /api/tickets/${valid.id}/qr.svg`,
      () => new Response('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    );
    show();
    const code = await screen.findByRole('img', { name: /^QR code/ });
    expect(decodeURIComponent(code.getAttribute('src') ?? '')).toContain('<svg xmlns');
    expect(screen.getByText('Standing, row C, seat 12')).toBeInTheDocument();
  });

  it('show which are used and which are void', async () => {
    const used = aTicket(1, { status: 'checked-in', checkedInAt: '2026-12-12T17:45:00.000Z' });
    gateway.answer('GET /api/tickets', { items: [used, aTicket(2, { status: 'void' })], nextCursor: null });
    show();
    const [first, second] = await screen.findAllByRole('article', { name: /^Ticket/ });
    if (first === undefined || second === undefined) throw new Error('two tickets were expected');
    expect(within(first).getByText(/^Used, /)).toBeInTheDocument();
    expect(within(second).getByText('No longer valid')).toBeInTheDocument();
    expect(within(second).queryByRole('button', { name: 'Print' })).not.toBeInTheDocument();
    expect(gateway.asked(`GET /api/tickets/${aTicket(2).id}/qr.svg`)).toHaveLength(0);
  });

  it('say what to do when there are none', async () => {
    gateway.answer('GET /api/tickets', { items: [], nextCursor: null });
    show();
    expect(await screen.findByRole('link', { name: 'See what is on' })).toHaveAttribute('href', '/');
  });
});
