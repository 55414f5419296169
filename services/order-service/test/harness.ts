import type { z } from 'zod';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Order, orderDetailSchema } from '@ticketlab/contracts/http/orders';
import type { Topic } from '@ticketlab/contracts/topics';
import type { Service } from '@ticketlab/service-kit/kit';
import { call as callService, type CallOptions } from '@ticketlab/testing/call';
import { testEnv } from '@ticketlab/testing/env';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { newId } from '@ticketlab/testing/new-id';
import { sampleEvent } from '@ticketlab/testing/samples';
import { createTestDatabase, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createServiceToken, createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import pg from 'pg';
import { createPgEventStore } from '../src/adapters/pg-event-store.ts';
import { parseOrderConfig } from '../src/config.ts';
import { toEventSale } from '../src/domain/event-sale.ts';
import { createOrderService } from '../src/service.ts';
import { startFakePaymentService } from './fake-payment-service.ts';
import { startFakeTicketService } from './fake-ticket-service.ts';

/** An order, or a problem. */
export type OrderAnswer = z.output<typeof orderDetailSchema> & { type: string; detail: string; errors: unknown[] };

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Quick sweepers, so that tests wait for what they are about and nothing else. */
const quick = {
  SWEEP_EVERY_MS: '50',
  WORK_DUE_MS: '200',
  DECISION_MS: '400',
  RECONCILE_EVERY_MS: '3600000',
  RECONCILE_GRACE_MS: '0',
};

/** Stores of their own for one test file, order-service on them, and its peers played by the test. */
export async function createHarness(parts: { topics?: TestTopics } = {}) {
  const [database, redis, identity] = await Promise.all([
    createTestDatabase('order'),
    createTestRedis(),
    createTestIdentity(),
  ]);
  const tickets = await startFakeTicketService(redis);
  const payments = await startFakePaymentService(redis);
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  const services: Service[] = [];
  let url = '';

  async function start(extra: Record<string, string> = {}): Promise<string> {
    const env = testEnv({ database, redis, identity, ...parts }, { ...quick, ...extra });
    const service = createOrderService(parseOrderConfig(env));
    services.push(service);
    const { port } = await service.start();
    url = `http://127.0.0.1:${port}`;
    return url;
  }

  const call = <Body = OrderAnswer>(method: string, path: string, options?: CallOptions) =>
    callService<Body>(url, method, path, options);

  const place = (user: TestUser, body: unknown, key = newId()) =>
    call('POST', '/api/orders', { token: user.token, body, headers: { 'idempotency-key': key } });

  async function stateOf(orderId: string): Promise<string> {
    const { rows } = await pool.query<{ state: string }>('SELECT state FROM orders WHERE id = $1', [orderId]);
    return rows[0]?.state ?? 'none';
  }

  return {
    redis,
    identity,
    tickets,
    payments,
    pool,
    start,
    call,
    place,
    stateOf,

    internal: <Body = OrderAnswer>(method: string, path: string, body?: unknown) =>
      call<Body>(method, path, { token: createServiceToken('payment-service', 'order-service'), body }),

    /** Puts an event into the projection, as its consumer would. */
    async sell(more: Partial<Event> = {}): Promise<Event> {
      const event = sampleEvent(more);
      await createPgEventStore(pool).put(toEventSale(event), 1);
      return event;
    },

    /** Publishes as the service that owns the topic does. */
    async publish(topic: Topic, event: NewEvent): Promise<void> {
      if (parts.topics === undefined) throw new Error('this harness has no topics');
      const source = topic === 'event-notifications' ? 'event-service' : 'payment-service';
      await publishEvent(parts.topics, topic, createEvent(event, source));
    },

    /** Resolves to the order once it has reached the state. */
    async until(orderId: string, state: Order['state'], timeoutMs = 10_000): Promise<void> {
      await eventually(
        async () => {
          const current = await stateOf(orderId);
          if (current !== state) throw new Error(`order is ${current}, not ${state}`);
        },
        { timeoutMs },
      );
    },

    /** Types and versions of what has been announced about one order. */
    async announced(orderId: string): Promise<string[]> {
      const { rows } = await pool.query<{ line: string }>(
        `SELECT aggregate_version || ' ' || (event ->> 'type') AS line FROM outbox WHERE subject = $1 ORDER BY id`,
        [orderId],
      );
      return rows.map(({ line }) => line.replace('ticketlab.order.', '').replace('.v1', ''));
    },

    async heldBy(userId: string, eventId: string): Promise<number> {
      const { rows } = await pool.query<{ quantity: number }>(
        'SELECT quantity FROM customer_limits WHERE user_id = $1 AND event_id = $2',
        [userId, eventId],
      );
      return rows[0]?.quantity ?? 0;
    },

    async close() {
      await Promise.all(services.map((service) => service.close()));
      await pool.end();
      await Promise.all([tickets.close(), payments.close(), identity.close()]);
      await redis.stop();
      await database.drop();
    },
  };
}

export function standing(event: Event, quantity: number) {
  return { eventId: event.id, items: [{ tierId: event.tiers[0]?.id, quantity }] };
}

export function seats(event: Event, ...seatIds: string[]) {
  return { eventId: event.id, items: [{ tierId: event.tiers[1]?.id, seatIds }] };
}
