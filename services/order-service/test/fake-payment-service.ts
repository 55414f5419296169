import type { PaymentState } from '@ticketlab/contracts/http/payments';
import { stubService } from '@ticketlab/testing/stub-service';

interface Payment {
  id: string;
  orderId: string;
  state: PaymentState;
}

/** Answers the reconciler's questions about the payments that a test puts in. */
export async function startFakePaymentService(redis: { url: string }) {
  const payments: Payment[] = [];
  const stub = await stubService(
    'payment-service',
    {
      'POST /internal/payments/lookup': ({ body }) => {
        const { orderIds } = body as { orderIds: string[] };
        return { status: 200, body: { payments: payments.filter(({ orderId }) => orderIds.includes(orderId)) } };
      },
      'GET /internal/payments/captured': ({ query }) => {
        const after = query.get('after') ?? '';
        const held = payments.filter(({ state, id }) => ['CAPTURED', 'REFUNDING'].includes(state) && id > after);
        const page = held.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, Number(query.get('limit')));
        return { status: 200, body: { payments: page } };
      },
      'GET /internal/invariants': () => ({ status: 200, body: { outboxPending: 0, violations: [] } }),
    },
    { redis },
  );
  return { payments, close: () => stub.close() };
}
