import { type Payment, testCards } from '@ticketlab/contracts/http/payments';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Topic } from '@ticketlab/contracts/topics';
import type { Service } from '@ticketlab/service-kit/kit';
import { call as callService, type CallOptions } from '@ticketlab/testing/call';
import { testEnv } from '@ticketlab/testing/env';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { cardOf } from '@ticketlab/testing/samples';
import { createTestDatabase, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createServiceToken, createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import pg from 'pg';
import { parsePaymentConfig } from '../src/config.ts';
import { createPaymentService } from '../src/service.ts';
import type { PaymentProvider } from '../src/usecases/ports.ts';
import { startFakeOrderService } from './fake-order-service.ts';

/** A payment, or a problem. */
export type PaymentAnswer = Payment & { type: string; detail: string };

const quick = {
  SWEEP_EVERY_MS: '50',
  WORK_DUE_MS: '1000',
  WORK_RETRY_MS: '50',
  PROVIDER_LATENCY_MS: '0',
  PROVIDER_TIMEOUT_MS: '500',
  PROVIDER_SLOW_MS: '300',
  PROVIDER_ACCEPTANCE_WINDOW_MS: '1000',
  BOOKS_GRACE_MS: '0',
};

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Stores of their own for one test file, payment-service on them, and order-service played by the test. */
export async function createHarness(parts: { topics?: TestTopics } = {}) {
  const [database, redis, identity] = await Promise.all([
    createTestDatabase('payment'),
    createTestRedis(),
    createTestIdentity(),
  ]);
  const orderService = await startFakeOrderService(redis);
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  const services: Service[] = [];
  let url = '';

  async function start(extra: Record<string, string> = {}, provider?: PaymentProvider): Promise<Service> {
    const env = testEnv({ database, redis, identity, ...parts }, { ...quick, ...extra });
    const service = createPaymentService(parsePaymentConfig(env), provider === undefined ? {} : { provider });
    services.push(service);
    const { port } = await service.start();
    url = `http://127.0.0.1:${port}`;
    return service;
  }

  const call = <Body = PaymentAnswer>(method: string, path: string, options?: CallOptions) =>
    callService<Body>(url, method, path, options);

  async function count(query: string, values: unknown[]): Promise<number> {
    const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${query}`, values);
    return rows[0]?.count ?? 0;
  }

  return {
    identity,
    orders: orderService.orders,
    orderService,
    pool,
    start,
    call,
    order: orderService.order,

    pay: (user: TestUser, orderId: string, number: string = testCards.success, key = newId()) =>
      call('POST', '/api/payments', {
        token: user.token,
        body: { orderId, card: cardOf(number) },
        headers: { 'idempotency-key': key },
      }),

    internal: <Body>(method: string, path: string, body?: unknown) =>
      call<Body>(method, path, { token: createServiceToken('order-service', 'payment-service'), body }),

    async publish(topic: Topic, event: NewEvent): Promise<void> {
      if (parts.topics === undefined) throw new Error('this harness has no topics');
      await publishEvent(
        parts.topics,
        topic,
        createEvent(event, topic === 'user-events' ? 'user-service' : 'order-service'),
      );
    },

    async stateOf(paymentId: string): Promise<string> {
      const { rows } = await pool.query<{ state: string }>('SELECT state FROM payments WHERE id = $1', [paymentId]);
      return rows[0]?.state ?? 'none';
    },

    async until(paymentId: string, state: Payment['state']): Promise<void> {
      await eventually(
        async () => {
          const { rows } = await pool.query<{ state: string }>('SELECT state FROM payments WHERE id = $1', [paymentId]);
          if (rows[0]?.state !== state) throw new Error(`payment is ${rows[0]?.state ?? 'unknown'}, not ${state}`);
        },
        { timeoutMs: 20_000 },
      );
    },

    /** Types and versions of what has been announced about one payment. */
    async announced(paymentId: string): Promise<string[]> {
      const { rows } = await pool.query<{ line: string }>(
        `SELECT aggregate_version || ' ' || (event ->> 'type') AS line FROM outbox WHERE subject = $1 ORDER BY id`,
        [paymentId],
      );
      return rows.map(({ line }) => line.replace('ticketlab.payment.', '').replace('.v1', ''));
    },

    /** How many captures the provider has for an order's payments. */
    bookedFor: (orderId: string) =>
      count(
        `simulated_provider.charges c JOIN payments p USING (id) WHERE p.order_id = $1 AND c.state IN ('captured', 'refunded')`,
        [orderId],
      ),
    paymentsOf: (orderId: string) => count('payments WHERE order_id = $1', [orderId]),

    async close() {
      await Promise.all(services.map((service) => service.close()));
      await pool.end();
      await Promise.all([orderService.close(), identity.close()]);
      await redis.stop();
      await database.drop();
    },
  };
}
