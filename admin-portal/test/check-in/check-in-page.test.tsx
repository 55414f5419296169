import { describe, expect, it } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react';
import type { ScanResult } from '@ticketlab/contracts/http/tickets';
import { json, refusal, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/check-in/check-in-page.tsx';

const forged: ScanResult = { outcome: 'forged', detail: 'Not one of our tickets.', ticket: null, usedAt: null };

/** As a hand scanner does: all at once, and Enter. */
function read(text: string): void {
  const code = screen.getByLabelText('Ticket code');
  fireEvent.change(code, { target: { value: text } });
  fireEvent.submit(code);
}

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
    read('good');
    read('good');
    expect(await screen.findByRole('status')).toHaveTextContent('Let inWelcome.');
    read('made-up');
    expect(await screen.findByText('Not one of our tickets.')).toBeInTheDocument();
    expect(screen.getByText('1 of the last 2 let in')).toBeInTheDocument();
    expect(bodies).toEqual([{ code: 'good' }, { code: 'made-up' }]);
    expect(screen.getByLabelText('Ticket code')).toHaveFocus();
  });

  it('never looks like a yes when nobody could tell', async () => {
    renderInPortal(<Component />, { 'POST /api/tickets/check-in': () => refusal('service-unavailable') });
    read('good');
    expect(await screen.findByRole('alert')).toHaveTextContent('This ticket was not checked');
    expect(screen.queryByText('Let in')).not.toBeInTheDocument();
  });
});
