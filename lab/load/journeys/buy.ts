import type { OrderItemInput } from '@ticketlab/contracts/http/orders';
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
export async function buy({ http, data, now, wait, newKey }: JourneyInput, wish: Wish): Promise<boolean> {
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
  const orderId = idOf(placed.body);
  await http.send({
    endpoint: 'POST /api/payments',
    method: 'POST',
    path: '/api/payments',
    token,
    headers: { 'idempotency-key': newKey() },
    body: {
      orderId,
      card: { number: data.cardNumber, expiryMonth: 12, expiryYear: 2099, cvc: '123', holder: 'Load Test' },
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
    if (hasItems(body)) return true;
    if (now() > deadline) throw new Error(`no ticket ${patienceMs / 1000} s after the payment`);
  }
}

// by hand: k6 would set up the schemas anew for each of its visitors
function idOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string') return body.id;
  throw new Error('the answer to an order has no id');
}

function hasItems(body: unknown): boolean {
  if (typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items)) {
    return body.items.length > 0;
  }
  throw new Error('the answer is no list of tickets');
}
