import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { Component as OrderPage } from '../../src/features/orders/order-page.tsx';
import type { Transition } from '../../src/lib/order-words.ts';
import { anOrder, aTicket, orderId } from '../samples.ts';
import { showPage } from '../show-page.tsx';
import { createStubGateway, problem, type StubGateway } from '../stub-gateway.ts';

const at = (second: number) => `2026-11-21T20:00:0${second}.000Z`;
const note = (second: number, reason: string): Transition => ({
  ...{ from: 'AWAITING_PAYMENT', to: 'AWAITING_PAYMENT', at: at(second), reason },
  actor: 'service:payment-service',
});
const bought: Transition[] = [
  { from: null, to: 'PENDING', at: at(0), reason: null, actor: 'user:1' },
  { from: 'PENDING', to: 'AWAITING_PAYMENT', at: at(1), reason: null, actor: 'service:order-service' },
  note(2, 'payment-declined: card-declined'),
  note(3, 'payment-captured'),
  { from: 'AWAITING_PAYMENT', to: 'CONFIRMED', at: at(4), reason: null, actor: 'service:order-service' },
];

describe('the page of an order', () => {
  let gateway: StubGateway;
  const show = () =>
    showPage({ gateway, path: `/orders/${orderId}`, routes: [{ path: '/orders/:orderId', Component: OrderPage }] });
  const steps = async () => {
    const list = await screen.findByRole('list', { name: 'What happened to this order' });
    return within(list)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  };

  beforeEach(() => {
    gateway = createStubGateway();
    gateway.answer('GET /api/tickets', { items: [aTicket(1), aTicket(2)], nextCursor: null });
  });

  it('tells what happened and who did it, up to the tickets', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('CONFIRMED', { transitions: [...bought] }));
    show();
    expect(await screen.findByText('2 tickets issued')).toBeInTheDocument();
    const told = await steps();
    expect(told[0]).toMatch(/^Order placed.*by you$/);
    expect(told[2]).toMatch(/^Payment declinedThe card was declined\..*by payment-service$/);
    expect(told[4]).toMatch(/^Places sold to you, order confirmed.*by order-service$/);
    expect(screen.getAllByRole('article', { name: /^Ticket/ })).toHaveLength(2);
  });

  it('says what it waits for while tickets are missing', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('CONFIRMED', { transitions: [...bought] }));
    gateway.answer('GET /api/tickets', { items: [aTicket(1)], nextCursor: null });
    show();
    expect(await screen.findByText('Tickets are being issued')).toBeInTheDocument();
    gateway.answer('GET /api/tickets', { items: [aTicket(1), aTicket(2)], nextCursor: null });
    expect(await screen.findByText('2 tickets issued')).toBeInTheDocument();
  });

  it('leads to support for a refund, with the order named', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('CONFIRMED', { transitions: [...bought] }));
    show();
    const link = await screen.findByRole('link', { name: 'Ask support for a refund' });
    const { pathname, searchParams } = new URL(link.getAttribute('href') ?? '', 'http://portal');
    expect(pathname).toBe('/support/new');
    expect(searchParams.get('subject')).toBe(`Refund of order ${orderId.slice(-8)}, Slow Rivers`);
  });

  it('shows a refund with its reason and its tickets as void', async () => {
    const reason = 'The cellist is ill.';
    gateway.answer(
      `GET /api/orders/${orderId}`,
      anOrder('REFUNDED', {
        reason,
        transitions: [
          ...bought,
          { from: 'CONFIRMED', to: 'REFUNDING', at: at(5), reason, actor: 'admin:2' },
          { from: 'REFUNDING', to: 'REFUNDED', at: at(6), reason: null, actor: 'service:payment-service' },
        ],
      }),
    );
    gateway.answer('GET /api/tickets', { items: [aTicket(1, { status: 'void' })], nextCursor: null });
    show();
    expect(await screen.findByText('Void')).toBeInTheDocument();
    expect((await steps()).at(-2)).toMatch(/^Refund on its wayThe cellist is ill\..*by support$/);
    expect(screen.queryByRole('link', { name: /refund/ })).not.toBeInTheDocument();
  });

  it('is not shown to others', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, () => problem(404, 'not-found', 'Not found', 'No such order.'));
    show();
    expect(await screen.findByRole('heading', { name: 'There is no such order' })).toBeInTheDocument();
  });
});
