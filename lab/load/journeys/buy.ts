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
export async function buy(input: JourneyInput, wish: Wish): Promise<boolean> {
  const { http, data, now, wait, newKey } = input;
  const { token, eventId, items, refusals } = wish;
  const placed = await http.send({
    endpoint: 'POST /api/orders',
    method: 'POST',
    path: '/api/orders',
    token,
    headers: { 'idempotency-key': newKey() },
    body: { eventId, items },
    expect: [201, 202],
    expectProblems: refusals,
  });
  if (placed.status >= 400) return false;
  const orderId = fieldOf(placed.body, 'id');
  if (placed.status === 202 && !(await isGranted(input, token, orderId))) return false;
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

/** An order that was taken but not decided in time is decided soon. */
async function isGranted({ http, now, wait }: JourneyInput, token: string, orderId: string): Promise<boolean> {
  const deadline = now() + patienceMs;
  for (;;) {
    const { body } = await http.send({
      endpoint: 'GET /api/orders/:id',
      method: 'GET',
      path: `/api/orders/${orderId}`,
      token,
    });
    const state = fieldOf(body, 'state');
    if (state !== 'PENDING') return state !== 'REJECTED';
    if (now() > deadline) throw new Error(`an order was not decided within ${patienceMs / 1000} s`);
    await wait(200);
  }
}

// by hand: k6 would set up the schemas anew for each of its visitors
function fieldOf(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value === 'string') return value;
  throw new Error(`the answer about an order has no ${name}`);
}

function hasItems(body: unknown): boolean {
  if (typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items)) {
    return body.items.length > 0;
  }
  throw new Error('the answer is no list of tickets');
}
