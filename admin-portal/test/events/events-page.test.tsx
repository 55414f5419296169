import { describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { json, refusal, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/events/events-page.tsx';
import { anEvent } from './an-event.ts';

const price = { amount: 2450, currency: 'EUR' };
const summary = (id: string, title: string) => ({ ...anEvent({ id, title }), priceFrom: price, priceTo: price });

describe('the list of events', () => {
  it('asks for a state and words, keeps them in the address and goes on to its end', async () => {
    const searches: string[] = [];
    const { router } = renderInPortal(
      <Component />,
      {
        'GET /api/events': (_, url) => {
          searches.push(url.search);
          return url.searchParams.has('cursor')
            ? json({ items: [summary('b', 'Second')], nextCursor: null })
            : json({ items: [summary('a', 'First')], nextCursor: 'next' });
        },
      },
      '/events?status=draft',
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Show more events' }));
    expect(await screen.findByRole('link', { name: 'Second' })).toHaveAttribute('href', '/events/b');
    expect(screen.getByText('That is all 2 events.')).toBeInTheDocument();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search' }), 'hall');
    await waitFor(() => expect(router.state.location.search).toBe('?status=draft&q=hall'));
    await waitFor(() => expect(searches.at(-1)).toBe('?status=draft&q=hall&limit=25'));
  });

  it('says when nothing is found', async () => {
    renderInPortal(<Component />, { 'GET /api/events': () => json({ items: [], nextCursor: null }) }, '/events?q=x');
    expect(await screen.findByRole('heading', { name: 'Nothing found' })).toBeInTheDocument();
  });

  it('says what went wrong, with what to quote', async () => {
    renderInPortal(<Component />, { 'GET /api/events': () => refusal('forbidden') });
    expect(await screen.findByRole('alert')).toHaveTextContent('You may not do this');
    expect(screen.getByText('req-1')).toBeInTheDocument();
  });
});
