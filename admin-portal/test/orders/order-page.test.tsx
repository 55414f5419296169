import { describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { Route, Routes } from 'react-router';
import { json, renderInPortal, someone } from '../../../packages/ui/test/setup/in-portal.tsx';
import { Component } from '../../src/features/orders/order-page.tsx';

const orderId = '019a0000-0000-7000-8000-0000000000f1';
const paymentId = '019a0000-0000-7000-8000-0000000000e1';
const eventId = '019a0000-0000-7000-8000-000000000001';
const at = '2026-11-21T20:00:00.000Z';
const total = { amount: 4900, currency: 'EUR' };

function anOrder(states: OrderState[]) {
  return {
    ...{ id: orderId, userId: someone.id, eventId, eventTitle: 'Night of Small Machines', state: states.at(-1) },
    items: [
      { tierId: 't', tierName: 'Stalls', quantity: 2, seatIds: ['A-1', 'A-2'], unitPrice: { ...total, amount: 2450 } },
    ],
    ...{ total, paymentId, expiresAt: null, reason: null, createdAt: at, updatedAt: at },
    transitions: states.map((to) => ({ from: null, to, at, reason: null, actor: 'system' })),
  };
}

describe('an order', () => {
  it('is refunded after a question, and followed until the money is back', async () => {
    let states: OrderState[] = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'];
    const reasons: unknown[] = [];
    renderInPortal(
      <Routes>
        <Route path="/orders/:id" Component={Component} />
      </Routes>,
      {
        [`GET /api/orders/${orderId}`]: () => {
          const shown = json(anOrder(states));
          if (states.at(-1) === 'REFUNDING') states = [...states, 'REFUNDED'];
          return shown;
        },
        'GET /api/payments': () =>
          json({
            items: [
              {
                id: paymentId,
                amount: total,
                state: 'CAPTURED',
                declineReason: null,
                cardLast4: '0002',
                createdAt: at,
              },
            ],
            nextCursor: null,
          }),
        'GET /api/tickets': () => json({ items: [], nextCursor: null }),
        [`GET /api/users/${someone.id}`]: () => json(someone),
        [`POST /api/payments/${paymentId}/refund`]: (body) => {
          reasons.push(body);
          states = [...states, 'REFUNDING'];
          return json({}, 202);
        },
      },
      `/orders/${orderId}`,
    );
    expect(await screen.findByText('Anna Able, anna@example.org')).toBeInTheDocument();
    expect(screen.getByText('Seats A-1, A-2')).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: 'Refund' }));
    const question = await screen.findByRole('dialog', { name: 'Refund €49.00?' });
    await userEvent.type(within(question).getByRole('textbox', { name: 'Reason' }), 'Asked kindly');
    await userEvent.click(within(question).getByRole('button', { name: 'Refund' }));
    expect(await screen.findByText('The refund is on its way')).toBeInTheDocument();
    expect(
      await screen.findByText('The money has gone back, and the tickets are void.', {}, { timeout: 5_000 }),
    ).toBeInTheDocument();
    expect(reasons).toEqual([{ reason: 'Asked kindly' }]);
    expect(screen.queryByRole('button', { name: 'Refund' })).not.toBeInTheDocument();
  });
});
