import { type OrderItemInput, orderSchema } from '@ticketlab/contracts/http/orders';
import { testCards } from '@ticketlab/contracts/http/payments';
import { ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import type { JourneyInput } from '../journey.ts';

const patienceMs = 15_000;

export interface Wish {
  token: string;
  eventId: string;
  items: OrderItemInput[];
  /** refusals that this customer reckons with, by problem code */
  refusals: readonly string[];
}

/**
 * Orders, pays with the card that succeeds, and waits for the tickets. Resolves to whether the order was granted.
 * @throws UnexpectedAnswer, or Error when the tickets don't come
 */
export async function buy({ http, now, wait, newKey }: JourneyInput, wish: Wish): Promise<boolean> {
  const { token, eventId, items, refusals } = wish;
  const placed = await http.send({
    endpoint: 'POST /api/orders',
    method: 'POST',
    path: '/api/orders',
    token,
    headers: { 'idempotency-key': newKey() },
    body: { eventId, items },
    expect: [201],
    expectProblems: refusals,
  });
  if (placed.status !== 201) return false;
  const { id: orderId } = orderSchema.parse(placed.body);
  await http.send({
    endpoint: 'POST /api/payments',
    method: 'POST',
    path: '/api/payments',
    token,
    headers: { 'idempotency-key': newKey() },
    body: {
      orderId,
      card: { number: testCards.success, expiryMonth: 12, expiryYear: 2099, cvc: '123', holder: 'Load Test' },
    },
    expect: [201, 202],
  });

  const deadline = now() + patienceMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    await wait(pauseMs);
    const { body } = await http.send({
      endpoint: 'GET /api/tickets?orderId',
      method: 'GET',
      path: `/api/tickets?orderId=${orderId}`,
      token,
    });
    if (ticketPageSchema.parse(body).items.length > 0) return true;
    if (now() > deadline) throw new Error(`no ticket ${patienceMs / 1000} s after the payment`);
  }
}
