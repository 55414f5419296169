import { describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { json, refusal, renderInPortal, someone } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/users/users-page.tsx';

const other = {
  ...someone,
  id: '01900000-0000-7000-8000-000000000002',
  displayName: 'Bo Baker',
  email: 'bo@example.org',
};

describe('the accounts', () => {
  it('offer nothing for one’s own', async () => {
    renderInPortal(<Component />, { 'GET /api/users': () => json({ items: [someone, other], nextCursor: null }) });
    const own = (await screen.findByText('Anna Able')).closest('tr') ?? document.body;
    expect(within(own).getByText('you')).toBeInTheDocument();
    expect(within(own).queryByRole('button')).not.toBeInTheDocument();
  });

  it('are locked after a question, with a reason, and tell when that was refused', async () => {
    const wishes: unknown[] = [];
    renderInPortal(<Component />, {
      'GET /api/users': () => json({ items: [other], nextCursor: null }),
      [`PATCH /api/users/${other.id}`]: (body) => {
        wishes.push(body);
        return wishes.length === 1 ? refusal('conflict', 'Try again.') : json({ ...other, locked: true });
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Bo Baker' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Lock' }));
    const question = await screen.findByRole('dialog', { name: 'Lock Bo Baker?' });
    expect(wishes).toEqual([]);
    await userEvent.type(within(question).getByRole('textbox', { name: 'Reason' }), 'Too loud');
    await userEvent.click(within(question).getByRole('button', { name: 'Lock' }));
    expect(await within(question).findByRole('alert')).toHaveTextContent('Try again.');
    await userEvent.click(within(question).getByRole('button', { name: 'Lock' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(wishes.at(-1)).toEqual({ locked: true, reason: 'Too loud' });
  });
});
