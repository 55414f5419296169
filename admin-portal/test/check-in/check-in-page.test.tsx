import { describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ScanResult } from '@ticketlab/contracts/http/tickets';
import { json, refusal, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/check-in/check-in-page.tsx';

const forged: ScanResult = { outcome: 'forged', detail: 'Not one of our tickets.', ticket: null, usedAt: null };

describe('the door', () => {
  it('answers in large words, remembers, and asks once for a code read twice in a row', async () => {
    const bodies: unknown[] = [];
    renderInPortal(<Component />, {
      'POST /api/tickets/check-in': (body) => {
        bodies.push(body);
        const { code } = body as { code: string };
        return json(code === 'good' ? { ...forged, outcome: 'admitted', detail: 'Welcome.' } : forged);
      },
    });
    const code = screen.getByRole('textbox', { name: 'Ticket code' });
    await userEvent.type(code, 'good{Enter}');
    expect(await screen.findByRole('status')).toHaveTextContent('Let inWelcome.');
    await userEvent.type(code, 'good{Enter}');
    await userEvent.type(code, 'made-up{Enter}');
    expect(await screen.findByText('Not one of our tickets.')).toBeInTheDocument();
    expect(screen.getByText('1 of the last 2 let in')).toBeInTheDocument();
    expect(bodies).toEqual([{ code: 'good' }, { code: 'made-up' }]);
    expect(code).toHaveFocus();
  });

  it('never looks like a yes when nobody could tell', async () => {
    renderInPortal(<Component />, { 'POST /api/tickets/check-in': () => refusal('service-unavailable') });
    await userEvent.type(screen.getByRole('textbox', { name: 'Ticket code' }), 'good{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('This ticket was not checked');
    expect(screen.queryByText('Let in')).not.toBeInTheDocument();
  });
});
