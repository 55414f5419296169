import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { Component as HomePage } from '../../src/features/events/home-page.tsx';
import { aSummary } from '../samples.ts';
import { showPage } from '../show-page.tsx';
import { createStubGateway, json, type StubGateway } from '../stub-gateway.ts';

const facets = {
  category: [{ value: 'concert', count: 2 }],
  city: [
    { value: 'Vienna', count: 2 },
    { value: 'Berlin', count: 1 },
  ],
};
const page = (titles: string[], nextCursor: string | null = null) => ({
  ...{ items: titles.map(aSummary), nextCursor, facets },
  total: nextCursor === null ? titles.length : titles.length + 1,
});

describe('the first page', () => {
  let gateway: StubGateway;
  const show = (path = '/') =>
    showPage({ gateway, path, routes: [{ path: '/', Component: HomePage }], signedIn: false });
  const asked = () => gateway.asked('GET /api/events').map(({ query }) => Object.fromEntries(query));

  beforeEach(() => {
    gateway = createStubGateway();
    gateway.answer('GET /api/events', page(['Slow Rivers', 'Seven Chairs']));
  });

  it('searches while somebody types, once they pause, and keeps it in the address', async () => {
    const { user, address } = show();
    await screen.findByRole('link', { name: 'Slow Rivers' });
    gateway.answer('GET /api/events', page(['Maps']));
    await user.type(screen.getByLabelText(/Search for events/), 'mapps');
    expect(await screen.findByRole('link', { name: 'Maps' })).toBeInTheDocument();
    expect(address()).toBe('/?q=mapps');
    expect(asked().map(({ q }) => q)).toEqual([undefined, 'mapps']);
    expect(screen.getByText('1 event')).toBeInTheDocument();
  });

  it('offers what would be found, with counts, and asks for what is chosen', async () => {
    const { user, address } = show('/?q=rivers');
    await user.selectOptions(
      await screen.findByLabelText('City'),
      await screen.findByRole('option', { name: 'Vienna (2)' }),
    );
    await user.click(screen.getByRole('radio', { name: 'Concerts 2' }));
    await user.selectOptions(screen.getByLabelText('Price'), 'up to €20.00');
    await waitFor(() =>
      expect(asked().at(-1)).toMatchObject({ q: 'rivers', city: 'Vienna', category: 'concert', maxPrice: '2000' }),
    );
    expect(address()).toBe('/?q=rivers&city=Vienna&category=concert&maxPrice=20');
    await user.click(screen.getByRole('button', { name: 'Clear all' }));
    expect(address()).toBe('/');
    expect(screen.getByLabelText(/Search for events/)).toHaveValue('');
  });

  it('shows more when asked, and says when that is all', async () => {
    gateway.answer('GET /api/events', ({ query }) =>
      json(query.get('cursor') === null ? page(['Slow Rivers'], 'next') : page(['Seven Chairs'])),
    );
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Show more events' }));
    expect(await screen.findByRole('link', { name: 'Seven Chairs' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Slow Rivers' })).toBeInTheDocument();
    expect(screen.getByText('That is all 2 events.')).toBeInTheDocument();
  });

  it('leads out of a search that finds nothing', async () => {
    gateway.answer('GET /api/events', ({ query }) => json(page(query.get('q') === null ? ['Slow Rivers'] : [])));
    const { user } = show('/?q=nothing+like+it');
    await user.click(await screen.findByRole('button', { name: 'Show all events' }));
    expect(await screen.findByRole('link', { name: 'Slow Rivers' })).toBeInTheDocument();
  });

  it('marks an old copy, and what the lab has damaged', async () => {
    gateway.answer('GET /api/events', () =>
      json(page(['Slow Rivers']), 200, { 'x-cache': 'stale', age: '300', 'x-lab-fault': 'fault-1' }),
    );
    show();
    expect(await screen.findByText('The catalogue may be out of date')).toBeInTheDocument();
    expect(screen.getByText(/from 5 minutes ago/)).toBeInTheDocument();
    expect(screen.getByText('Lab fault: injected on purpose')).toBeInTheDocument();
  });
});
