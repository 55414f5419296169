import { describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { json, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/dead-letters/dead-letters-page.tsx';

const letter = {
  ...{ id: '0-7', topic: 'order-events', group: 'ticket-service', attempts: 3, error: 'not an event' },
  ...{ failedAt: '2026-11-21T20:00:00.000Z', partition: 0, offset: '7', publishedAt: '2026-11-21T19:59:00.000Z' },
  ...{ key: null, value: '{"a":{"b":1}}' },
};
const lab = { 'GET /api/lab/mode': () => json({ labMode: true, exerciseRunning: false }) };
const path = `/api/lab/dead-letters/${letter.topic}/${letter.id}`;

describe('dead letters', () => {
  it('are shown laid out, and replayed after a question', async () => {
    let items = [letter];
    const { asked } = renderInPortal(<Component />, {
      ...lab,
      'GET /api/lab/dead-letters': () => json({ items }),
      [`POST ${path}/replay`]: () => {
        items = [];
        return new Response(null, { status: 204 });
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: /order-events 0:7/ }));
    const drawer = await screen.findByRole('dialog', { name: 'Dead letter' });
    expect(within(drawer).getByRole('region', { name: 'Message' })).toHaveTextContent('{ "a": { "b": 1 } }');
    await userEvent.click(within(drawer).getByRole('button', { name: 'Replay' }));
    const question = await screen.findByRole('dialog', { name: 'Replay this message?' });
    expect(asked).not.toContain(`POST ${path}/replay`);
    await userEvent.click(within(question).getByRole('button', { name: 'Replay' }));
    expect(await screen.findByRole('heading', { name: 'No dead letters' })).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('are not looked for where there is no lab', async () => {
    const { asked } = renderInPortal(<Component />, {});
    expect(await screen.findByRole('heading', { name: 'There is no lab here' })).toBeInTheDocument();
    expect(asked).toEqual(['GET /api/lab/mode']);
  });

  it('that are no JSON are shown as they are', async () => {
    renderInPortal(<Component />, {
      ...lab,
      'GET /api/lab/dead-letters': () => json({ items: [{ ...letter, value: '{broken' }] }),
    });
    await userEvent.click(await screen.findByRole('button', { name: /order-events 0:7/ }));
    expect(await screen.findByRole('region', { name: 'Message' })).toHaveTextContent('{broken');
  });
});
