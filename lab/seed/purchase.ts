import { orderDetailSchema, orderSchema, type OrderItemInput, type OrderState } from '@ticketlab/contracts/http/orders';
import { paymentSchema, type TestCard, testCards } from '@ticketlab/contracts/http/payments';
import { ticketPageSchema } from '@ticketlab/contracts/http/tickets';
import { randomUUID } from 'node:crypto';
import { CliError } from '../cli/errors.ts';
import { GiveUp, pollUntil } from '../runtimes/local/poll.ts';
import type { GatewayClient } from './gateway-client.ts';

export interface Purchase {
  orderId: string;
  tickets: number;
}

const card = { expiryMonth: 12, expiryYear: 2040, cvc: '123', holder: 'Demo Customer' };
const waitMs = 20_000;

/** Orders and pays with a card, and leaves the rest to the system. Resolves to the order's id. */
export async function orderAndPay(
  gateway: GatewayClient,
  token: string,
  eventId: string,
  items: OrderItemInput[],
  chosen: TestCard = 'success',
): Promise<string> {
  const withKey = () => ({ token, headers: { 'idempotency-key': randomUUID() } });
  const { id: orderId } = await gateway.post('/api/orders', {
    ...withKey(),
    schema: orderSchema,
    body: { eventId, items },
  });
  await awaitState(gateway, token, orderId, 'AWAITING_PAYMENT');
  const body = { orderId, card: { ...card, number: testCards[chosen] } };
  await gateway.post('/api/payments', { ...withKey(), schema: paymentSchema, body });
  return orderId;
}

/** The whole way: order, pay with the card that succeeds, wait until the order is confirmed and its tickets are issued. */
export async function purchase(
  gateway: GatewayClient,
  token: string,
  eventId: string,
  items: OrderItemInput[],
): Promise<Purchase> {
  const orderId = await orderAndPay(gateway, token, eventId, items);
  await awaitState(gateway, token, orderId, 'CONFIRMED');
  const wanted = items.reduce((sum, item) => sum + ('quantity' in item ? item.quantity : item.seatIds.length), 0);
  return { orderId, tickets: await awaitTickets(gateway, token, orderId, wanted) };
}

const onTheWay: OrderState[] = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'];

async function awaitState(gateway: GatewayClient, token: string, orderId: string, wanted: OrderState): Promise<void> {
  await pollUntil(
    async () => {
      const { state, reason } = await gateway.get(`/api/orders/${orderId}`, { schema: orderDetailSchema, token });
      if (onTheWay.indexOf(state) >= onTheWay.indexOf(wanted)) return;
      const message = `order ${orderId} is ${state}${reason === null ? '' : ` (${reason})`} instead of ${wanted}`;
      throw onTheWay.includes(state) ? new CliError(message) : new GiveUp(message);
    },
    { timeoutMs: waitMs },
  );
}

async function awaitTickets(gateway: GatewayClient, token: string, orderId: string, wanted: number): Promise<number> {
  return pollUntil(
    async () => {
      const path = `/api/tickets?orderId=${orderId}&limit=100`;
      const { items } = await gateway.get(path, { schema: ticketPageSchema, token });
      if (items.length < wanted) throw new CliError(`order ${orderId} has ${items.length} of ${wanted} tickets`);
      return items.length;
    },
    { timeoutMs: waitMs },
  );
}
