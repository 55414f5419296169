import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { orderSchema } from '@ticketlab/contracts/http/orders';
import { testCards } from '@ticketlab/contracts/http/payments';
import { ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import type { JourneyInput } from '../journeys.ts';

const patienceMs = 15_000;

/** A customer orders one general-admission place, pays with the card that succeeds, and waits for the ticket. */
export async function purchase({ http, data, random }: JourneyInput): Promise<void> {
  const customer = data.customers[Math.floor(random() * data.customers.length)];
  if (customer === undefined) throw new Error('unreachable: customers are prepared before the run');
  const { token } = customer;
  const { id: eventId, tierId } = data.saleEvent;
  const placed = await http.send({
    endpoint: 'POST /api/orders',
    method: 'POST',
    path: '/api/orders',
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: { eventId, items: [{ tierId, quantity: 1 }] },
    expect: [201],
  });
  const order = orderSchema.parse(placed.body);
  await http.send({
    endpoint: 'POST /api/payments',
    method: 'POST',
    path: '/api/payments',
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: {
      orderId: order.id,
      card: { number: testCards.success, expiryMonth: 12, expiryYear: 2099, cvc: '123', holder: 'Load Test' },
    },
    expect: [201, 202],
  });

  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    await wait(pauseMs);
    const { body } = await http.send({
      endpoint: 'GET /api/tickets?orderId',
      method: 'GET',
      path: `/api/tickets?orderId=${order.id}`,
      token,
    });
    if (ticketPageSchema.parse(body).items.length > 0) return;
    if (performance.now() > deadline) throw new Error(`no ticket ${patienceMs / 1000} s after the payment`);
  }
}
