import type { OrderState } from '@ticketlab/contracts/http/orders';
import { type ProblemCode, problems } from '@ticketlab/contracts/problem';
import { newId } from '@ticketlab/testing/new-id';
import { type StubAnswer, stubService } from '@ticketlab/testing/stub-service';
import type { TestRedis } from '@ticketlab/testing/stores';
import type { TestUser } from '@ticketlab/testing/tokens';

interface StubOrder {
  id: string;
  userId: string;
  eventId: string;
  state: OrderState;
  total: { amount: number; currency: string };
  paymentId: string | null;
  expiresAt: string | null;
}

/** Order-service played by the test: it knows the orders it is given, and refunds what is confirmed. */
export async function startFakeOrderService(redis: TestRedis) {
  const orders = new Map<string, StubOrder>();
  const stub = await stubService(
    'order-service',
    {
      'GET /internal/orders/:id': ({ params: { id = '' } }) => {
        const order = orders.get(id);
        return order === undefined ? refuse('not-found') : { status: 200, body: order };
      },
      'POST /internal/orders/:id/refund': ({ params: { id = '' } }) => {
        const order = orders.get(id);
        if (order?.state !== 'CONFIRMED') return refuse(order === undefined ? 'not-found' : 'conflict');
        order.state = 'REFUNDING';
        return { status: 202, body: order };
      },
    },
    { redis },
  );

  return {
    ...stub,
    orders,

    /** An order of this user that waits for its payment. */
    order: (user: TestUser, more: Partial<StubOrder> = {}): StubOrder => {
      const order: StubOrder = {
        id: newId(),
        userId: user.userId,
        eventId: newId(),
        state: 'AWAITING_PAYMENT',
        total: { amount: 4200, currency: 'EUR' },
        paymentId: null,
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
        ...more,
      };
      orders.set(order.id, order);
      return order;
    },
  };
}

function refuse(code: ProblemCode): StubAnswer {
  return { status: problems[code].status, body: { type: `/problems/${code}`, ...problems[code] } };
}
