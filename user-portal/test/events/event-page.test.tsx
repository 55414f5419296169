import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { Component as EventPage } from '../../src/features/events/event-page.tsx';
import { anAvailability, anEvent, anOrder, aSeatMap, eventId, orderId, seatedTier, standingTier } from '../samples.ts';
import { showPage } from '../show-page.tsx';
import { createStubGateway, json, problem, type StubGateway } from '../stub-gateway.ts';

const routes = [
  { path: '/events/:id', Component: EventPage },
  { path: '/sign-in', element: <p>Sign in here</p> },
  { path: '/checkout/:orderId', element: <p>Checkout of an order</p> },
];

describe('the page of an event', () => {
  let gateway: StubGateway;
  const show = (signedIn = true) => showPage({ gateway, routes, path: `/events/${eventId}`, signedIn });
  const seat = (name: RegExp) => screen.findByRole('gridcell', { name });
  const orders = () => gateway.asked('POST /api/orders');

  beforeEach(() => {
    sessionStorage.clear();
    gateway = createStubGateway();
    gateway.answer(`GET /api/events/${eventId}`, anEvent());
    gateway.answer(`GET /api/tickets/availability/${eventId}`, anAvailability());
    gateway.answer(`GET /api/tickets/seats/${eventId}`, aSeatMap('B-1'));
  });

  it('adds up what is chosen, up to the limit per person', async () => {
    const { user } = show();
    const more = await screen.findByRole('button', { name: 'One more of Standing' });
    await user.click(more);
    await user.click(more);
    await user.click(await seat(/^Row A, seat 2,/));
    expect(screen.getByText('3 tickets')).toBeInTheDocument();
    expect(screen.getByText('€85.00')).toBeInTheDocument();
    await user.click(more);
    expect(more).toBeDisabled();
    await user.click(await seat(/^Row A, seat 3,/));
    expect(screen.getByText(/At most 4 tickets per person/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Give seat A-2 up' }));
    expect(await seat(/^Row A, seat 2, free/)).toBeInTheDocument();
  });

  it('does not choose a seat that is taken', async () => {
    const { user } = show();
    await user.click(await seat(/^Row B, seat 1, taken/));
    expect(screen.getByText('Seat B-1 is taken.')).toBeInTheDocument();
    expect(screen.getByText('Nothing chosen yet')).toBeInTheDocument();
  });

  it('places one order however often the button is pressed, and goes on to its checkout', async () => {
    gateway.answer('POST /api/orders', () => json(anOrder('AWAITING_PAYMENT'), 201));
    const { user, address } = show();
    await user.click(await screen.findByRole('button', { name: 'One more of Standing' }));
    await user.dblClick(screen.getByRole('button', { name: 'Reserve and pay' }));
    await screen.findByText('Checkout of an order');
    expect(address()).toBe(`/checkout/${orderId}`);
    expect(new Set(orders().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(orders()[0]?.body).toEqual({ eventId, items: [{ tierId: standingTier, quantity: 1 }] });
  });

  it('goes on with the same order after a reload while it was under way', async () => {
    gateway.answer('POST /api/orders', () => new Promise<Response>(() => undefined));
    const first = show();
    await first.user.click(await seat(/^Row A, seat 1,/));
    await first.user.click(screen.getByRole('button', { name: 'Reserve and pay' }));
    await waitFor(() => expect(orders()).toHaveLength(1));

    document.body.replaceChildren();
    // by now the seat is reserved: for us
    gateway.answer(`GET /api/tickets/seats/${eventId}`, aSeatMap('A-1'));
    gateway.answer('POST /api/orders', () => json(anOrder('AWAITING_PAYMENT'), 201));
    show();
    await screen.findByText('Checkout of an order');
    const [before, after] = orders();
    expect(after?.idempotencyKey).toBe(before?.idempotencyKey);
    expect(after?.body).toEqual({ eventId, items: [{ tierId: seatedTier, seatIds: ['A-1'] }] });
  });

  it('sends whoever is not signed in to do so, and finds the choice again', async () => {
    const { user, address } = show(false);
    await user.click(await seat(/^Row A, seat 1,/));
    await user.click(screen.getByRole('button', { name: 'Sign in and buy' }));
    await screen.findByText('Sign in here');
    expect(address()).toBe(`/sign-in?from=${encodeURIComponent(`/events/${eventId}`)}`);
    document.body.replaceChildren();
    show();
    expect(await seat(/^Row A, seat 1, chosen by you/)).toBeInTheDocument();
  });

  it('tells politely when somebody else was faster, and lets the rest be chosen', async () => {
    gateway.answer('POST /api/orders', () => {
      gateway.answer(`GET /api/tickets/seats/${eventId}`, aSeatMap('A-1', 'B-1'));
      return problem(409, 'seat-taken', 'A chosen seat is taken', 'Somebody else has taken one of the seats.');
    });
    const { user } = show();
    await user.click(await seat(/^Row A, seat 1,/));
    await user.click(await seat(/^Row A, seat 2,/));
    await user.click(screen.getByRole('button', { name: 'Reserve and pay' }));
    expect(await screen.findByText('Seat A-1 was just taken by somebody else.')).toBeInTheDocument();
    expect(screen.getByText('1 ticket')).toBeInTheDocument();
    gateway.answer('POST /api/orders', () => json(anOrder('AWAITING_PAYMENT'), 201));
    await user.click(screen.getByRole('button', { name: 'Reserve and pay' }));
    await screen.findByText('Checkout of an order');
    const [refused, granted] = orders();
    expect(granted?.idempotencyKey).not.toBe(refused?.idempotencyKey);
  });

  it('says when a service is out of order, and asks again with the same key', async () => {
    gateway.answer('POST /api/orders', () =>
      problem(503, 'circuit-open', 'The circuit breaker of this service is open', undefined, { 'retry-after': '20' }),
    );
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'One more of Standing' }));
    await user.click(screen.getByRole('button', { name: 'Reserve and pay' }));
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText(/Trying again by itself in 0:(20|19)/)).toBeInTheDocument();
    expect(within(alert).getByText('request-1')).toBeInTheDocument();
    gateway.answer('POST /api/orders', () => json(anOrder('PENDING'), 202));
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await screen.findByText('Checkout of an order');
    expect(orders()[1]?.idempotencyKey).toBe(orders()[0]?.idempotencyKey);
  });

  it('offers nothing of an event that was cancelled', async () => {
    gateway.answer(`GET /api/events/${eventId}`, {
      ...anEvent(),
      status: 'cancelled',
      cancelReason: 'The cellist is ill.',
    });
    show();
    expect(await screen.findByText(/The cellist is ill/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Reserve and pay' })).not.toBeInTheDocument();
  });

  it('says so when there is no such event', async () => {
    gateway.answer(`GET /api/events/${eventId}`, () => problem(404, 'not-found', 'Not found'));
    show();
    expect(await screen.findByRole('heading', { name: 'There is no such event' })).toBeInTheDocument();
  });
});
