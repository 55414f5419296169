import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { Component as CheckoutPage } from '../../src/features/checkout/checkout-page.tsx';
import { readChoice } from '../../src/lib/choice.ts';
import { anOrder, aPayment, aTicket, eventId, orderId, standingTier } from '../samples.ts';
import { showPage } from '../show-page.tsx';
import { createStubGateway, json, problem, type StubGateway } from '../stub-gateway.ts';

const routes = [
  { path: '/checkout/:orderId', Component: CheckoutPage },
  { path: '/events/:id', element: <p>The event again</p> },
];

describe('the checkout', () => {
  let gateway: StubGateway;
  const show = () => showPage({ gateway, routes, path: `/checkout/${orderId}` });
  const payments = () => gateway.asked('POST /api/payments');

  beforeEach(() => {
    sessionStorage.clear();
    gateway = createStubGateway();
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('AWAITING_PAYMENT'));
    gateway.answer('GET /api/payments', { items: [], nextCursor: null });
    gateway.answer('GET /api/lab/mode', { labMode: true, exerciseRunning: false });
    gateway.answer('GET /api/tickets', { items: [aTicket(1), aTicket(2)], nextCursor: null });
  });

  async function payWith(card: string, user: ReturnType<typeof show>['user']): Promise<void> {
    await user.click(await screen.findByRole('button', { name: card }));
    await user.click(screen.getByRole('button', { name: 'Pay €40.00' }));
  }

  function decide(state: 'CAPTURED' | 'DECLINED'): void {
    gateway.answer('GET /api/payments', { items: [aPayment(state, 'card-declined')], nextCursor: null });
    if (state === 'CAPTURED') gateway.answer(`GET /api/orders/${orderId}`, anOrder('CONFIRMED'));
  }

  it('counts down how long the places are held', async () => {
    show();
    expect((await screen.findByRole('timer')).textContent).toMatch(/^(5:00|4:5\d)$/);
  });

  it('names what is wrong with a card before it is sent, and goes to the first field', async () => {
    const { user } = show();
    await user.type(await screen.findByLabelText(/Card number/), '4000');
    await user.click(screen.getByRole('button', { name: 'Pay €40.00' }));
    expect(screen.getByText('13 to 19 digits')).toBeInTheDocument();
    expect(screen.getByText('Month and year as on the card, such as 04/29')).toBeInTheDocument();
    expect(screen.getByLabelText(/Name on the card/)).toHaveFocus();
    expect(payments()).toHaveLength(0);
  });

  it('sends the card that was typed', async () => {
    gateway.answer('POST /api/payments', () => json(aPayment('CAPTURED'), 201));
    const { user } = show();
    await user.type(await screen.findByLabelText(/Name on the card/), 'Carla Customer');
    await user.type(screen.getByLabelText(/Card number/), '4000 0000 0000 0002');
    await user.type(screen.getByLabelText(/Valid until/), '4/29');
    await user.type(screen.getByLabelText(/Security code/), '123');
    await user.click(screen.getByRole('button', { name: 'Pay €40.00' }));
    await waitFor(() => expect(payments()).toHaveLength(1));
    expect(payments()[0]?.body).toEqual({
      orderId,
      card: { holder: 'Carla Customer', number: '4000000000000002', expiryMonth: 4, expiryYear: 2029, cvc: '123' },
    });
  });

  it('gives the reason of a decline; the next try is a new wish', async () => {
    gateway.answer('POST /api/payments', () => {
      decide('DECLINED');
      return problem(402, 'payment-declined', 'The payment was declined', 'The card was declined.');
    });
    const { user } = show();
    await payWith('Declined', user);
    expect(await screen.findByText(/^The card was declined\. Your places are still reserved/)).toBeInTheDocument();

    gateway.answer('POST /api/payments', () => {
      decide('CAPTURED');
      return json(aPayment('CAPTURED'), 201);
    });
    await payWith('Declined', user);
    expect(await screen.findByRole('heading', { name: 'You are going' })).toBeInTheDocument();
    expect(new Set(payments().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
    expect(await screen.findAllByRole('article', { name: /Ticket/ })).toHaveLength(2);
    expect(screen.getByText('2 tickets issued')).toBeInTheDocument();
  });

  it('still says why the last card was declined after a reload', async () => {
    decide('DECLINED');
    show();
    expect(await screen.findByText('The payment was declined')).toBeInTheDocument();
  });

  it('tries the same payment again with the same key when the provider is down, and another card with a new one', async () => {
    gateway.answer('POST /api/payments', () =>
      problem(503, 'payment-provider-down', 'The payment provider is not available', 'Nothing was charged.', {
        'retry-after': '60',
      }),
    );
    const { user } = show();
    await payWith('Provider down', user);
    await user.click(within(await screen.findByRole('alert')).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(payments()).toHaveLength(2));
    await screen.findByRole('alert');
    await payWith('Goes through', user);
    await waitFor(() => expect(payments()).toHaveLength(3));
    const [first, again, other] = payments();
    expect(again?.idempotencyKey).toBe(first?.idempotencyKey);
    expect(other?.idempotencyKey).not.toBe(first?.idempotencyKey);
  });

  it('waits for a payment that nobody has decided yet, also after a reload', async () => {
    gateway.answer('GET /api/payments', { items: [aPayment('PROCESSING')], nextCursor: null });
    show();
    expect(await screen.findByText('The payment provider has not answered yet.', { exact: false })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Pay/ })).not.toBeInTheDocument();
    decide('CAPTURED');
    expect(await screen.findByRole('heading', { name: 'You are going' })).toBeInTheDocument();
  });

  it('waits for places that are not decided yet', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('PENDING', { expiresAt: null }));
    show();
    expect(await screen.findByText('Your places are being reserved')).toBeInTheDocument();
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('AWAITING_PAYMENT'));
    expect(await screen.findByRole('button', { name: 'Pay €40.00' })).toBeInTheDocument();
  });

  it('explains an expired reservation, and starts anew with the same choice', async () => {
    gateway.answer(`GET /api/orders/${orderId}`, anOrder('EXPIRED', { reason: 'not-paid-in-time' }));
    const { user } = show();
    expect(await screen.findByText(/went back on sale; nothing was charged/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Choose places again' }));
    expect(await screen.findByText('The event again')).toBeInTheDocument();
    expect(readChoice(eventId).quantities).toEqual({ [standingTier]: 2 });
  });

  it('gives places back after a question', async () => {
    gateway.answer(`POST /api/orders/${orderId}/cancel`, () => {
      gateway.answer(`GET /api/orders/${orderId}`, anOrder('CANCELLED', { reason: 'cancelled' }));
      return json(anOrder('CANCELLED'));
    });
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Give the places back' }));
    await user.click(await screen.findByRole('button', { name: 'Give them back' }));
    expect(await screen.findByRole('heading', { name: 'This order was cancelled' })).toBeInTheDocument();
  });
});
