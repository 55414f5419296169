import { expect } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Event } from '@ticketlab/contracts/http/events';
import type { Order, OrderState } from '@ticketlab/contracts/http/orders';
import { type Payment, testCards } from '@ticketlab/contracts/http/payments';
import type { reconciliationSchema } from '@ticketlab/contracts/internal/orders';
import type { Topic } from '@ticketlab/contracts/topics';
import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';
import { testEnv } from '@ticketlab/testing/env';
import { createEvent, publishEvent } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { type ServiceProcess, startServiceProcess } from '@ticketlab/testing/service-process';
import { createTestDatabase, createTestRedis, createTestTopics } from '@ticketlab/testing/stores';
import { createServiceToken, createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import pg from 'pg';
import type { z } from 'zod';

export const newId = () => uuidv7(Date.now());

const sagaServices = ['order-service', 'payment-service', 'ticket-service'] as const;
export type SagaService = (typeof sagaServices)[number];

/** An order or a payment, or a problem about it. */
export type OrderAnswer = { status: number; body: Order & { type: string } };
export type PaymentAnswer = { status: number; body: Payment & { type: string } };

/** Quick sweepers and patient judges: nothing is decided by the speed of the machine that runs the tests. */
const settings: Record<SagaService, Record<string, string>> = {
  'order-service': {
    SWEEP_EVERY_MS: '100',
    WORK_DUE_MS: '500',
    DECISION_MS: '5000',
    RECONCILE_EVERY_MS: '3600000',
    RECONCILE_GRACE_MS: '0',
  },
  'payment-service': {
    SWEEP_EVERY_MS: '100',
    WORK_DUE_MS: '2000',
    WORK_RETRY_MS: '100',
    PROVIDER_LATENCY_MS: '5',
    PROVIDER_TIMEOUT_MS: '1000',
    PROVIDER_ACCEPTANCE_WINDOW_MS: '1500',
    PROVIDER_SLOW_MS: '300',
    BOOKS_GRACE_MS: '0',
  },
  'ticket-service': { ORPHAN_MARGIN_MS: '600000' },
};

/** Repeats until it does not throw; gives a busy machine the time it needs. */
export function inTheEnd<T>(attempt: () => T | Promise<T>): Promise<T> {
  return eventually(attempt, { timeoutMs: 30_000, intervalMs: 100 });
}

/** For a process that must not join the consumer groups: services start and serve without Kafka. */
export const withoutKafka = { KAFKA_BROKERS: '127.0.0.1:1' };

export type PurchaseLab = Awaited<ReturnType<typeof createPurchaseLab>>;

/** A broker of the test's own, whose topics are there already. */
export interface OwnBroker {
  brokers: string;
  publish: (topic: Topic, event: TicketlabEvent) => Promise<void>;
}

/** The three services of the saga as processes on stores of their own. Starts none of them. */
export async function createPurchaseLab(name: string, ownBroker?: OwnBroker) {
  const [redis, identity, topics, order, payment, ticket] = await Promise.all([
    createTestRedis(),
    createTestIdentity(),
    ownBroker === undefined ? createTestTopics(name) : null,
    createTestDatabase('order'),
    createTestDatabase('payment'),
    createTestDatabase('ticket'),
  ]);
  const databases = { 'order-service': order, 'payment-service': payment, 'ticket-service': ticket };
  const pools = {
    'order-service': new pg.Pool({ connectionString: order.url, max: 2 }),
    'payment-service': new pg.Pool({ connectionString: payment.url, max: 2 }),
    'ticket-service': new pg.Pool({ connectionString: ticket.url, max: 2 }),
  };
  const running = new Map<SagaService, ServiceProcess>();

  async function start(service: SagaService, extra: Record<string, string> = {}): Promise<ServiceProcess> {
    const env = testEnv(
      { database: databases[service], redis, identity, ...(topics === null ? {} : { topics }) },
      { ...(ownBroker === undefined ? {} : { KAFKA_BROKERS: ownBroker.brokers }), ...settings[service], ...extra },
    );
    const process = await startServiceProcess(service, env);
    running.set(service, process);
    return process;
  }

  function processOf(service: SagaService): ServiceProcess {
    const process = running.get(service);
    if (process === undefined) throw new Error(`${service} has not been started`);
    return process;
  }

  async function call<Answer>(
    service: SagaService,
    method: string,
    path: string,
    token: string,
    { body, key }: { body?: unknown; key?: string } = {},
  ): Promise<Answer> {
    const response = await fetch(processOf(service).url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() } as Answer;
  }

  async function rows<Row extends pg.QueryResultRow>(service: SagaService, text: string, values: unknown[] = []) {
    return (await pools[service].query<Row>(text, values)).rows;
  }

  async function stateOf(orderId: string): Promise<string> {
    const [order] = await rows<{ state: string }>('order-service', 'SELECT state FROM orders WHERE id = $1', [orderId]);
    return order?.state ?? 'none';
  }

  const internal = <Answer>(service: SagaService, method: string, path: string, body?: unknown) =>
    call<Answer>(service, method, path, createServiceToken('payment-service', service), { body });

  async function publishAgain(topic: Topic, event: TicketlabEvent): Promise<void> {
    if (topics !== null) await publishEvent(topics, topic, event);
    else await ownBroker?.publish(topic, event);
  }

  const publish = (event: Parameters<typeof createEvent>[0]) =>
    publishAgain('event-notifications', createEvent(event, 'event-service'));

  return {
    redis,
    identity,
    topics,
    start,
    rows,
    stateOf,
    internal,
    publishAgain,
    startAll: (extra: Partial<Record<SagaService, Record<string, string>>> = {}) =>
      Promise.all(sagaServices.map((service) => start(service, extra[service]))),
    /** Drains it, so that it leaves its consumer groups at once. */
    stop: (service: SagaService) => processOf(service).stop(),
    /** Starts it and resolves when it has killed itself, which may well be before it is ready. */
    async runUntilCrash(service: SagaService, extra: Record<string, string>): Promise<void> {
      try {
        const { exited } = await start(service, extra);
        expect((await exited).signal).toBe('SIGKILL');
      } catch (error) {
        expect(String(error)).toContain('ended before it was ready (SIGKILL)');
      }
    },
    /** Resolves when the process has killed itself. */
    async crashed(service: SagaService): Promise<void> {
      expect((await processOf(service).exited).signal).toBe('SIGKILL');
    },

    /** Publishes an event; resolves once order- and ticket-service know it. */
    async sell(more: { capacity?: number; maxPerCustomer?: number; title?: string } = {}): Promise<Event> {
      const event = eventOf(more);
      const about = { subject: event.id, data: { event } };
      await publish({
        type: 'ticketlab.event.created.v1',
        aggregateVersion: 1,
        ...about,
        data: { event: { ...event, status: 'draft' } },
      });
      await publish({ type: 'ticketlab.event.published.v1', aggregateVersion: 2, ...about });
      await eventually(
        async () => {
          for (const service of ['order-service', 'ticket-service'] as const) {
            const found = await rows(service, "SELECT 1 FROM events WHERE id = $1 AND status = 'published'", [
              event.id,
            ]);
            if (found.length === 0) throw new Error(`${service} does not know the event yet`);
          }
        },
        { timeoutMs: 20_000 },
      );
      return event;
    },

    cancelEvent: (event: Event) =>
      publish({
        type: 'ticketlab.event.cancelled.v1',
        subject: event.id,
        aggregateVersion: 3,
        data: { eventId: event.id, title: event.title, reason: 'rain' },
      }),

    place: (user: TestUser, event: Event, items: unknown = standing(event, 1), key = newId()) =>
      call<OrderAnswer>('order-service', 'POST', '/api/orders', user.token, {
        body: { eventId: event.id, items },
        key,
      }),

    cancel: (user: TestUser, orderId: string) =>
      call<OrderAnswer>('order-service', 'POST', `/api/orders/${orderId}/cancel`, user.token),

    pay: (user: TestUser, orderId: string, card: keyof typeof testCards = 'success', key = newId()) =>
      call<PaymentAnswer>('payment-service', 'POST', '/api/payments', user.token, {
        body: { orderId, card: cardOf(testCards[card]) },
        key,
      }),

    refund: (paymentId: string) =>
      call<PaymentAnswer>('payment-service', 'POST', `/api/payments/${paymentId}/refund`, identity.admin().token, {
        body: { reason: 'goodwill' },
      }),

    async until(orderId: string, state: OrderState, timeoutMs = 25_000): Promise<void> {
      await eventually(
        async () => {
          const current = await stateOf(orderId);
          if (current !== state) throw new Error(`order is ${current}, not ${state}`);
        },
        { timeoutMs },
      );
    },

    /** Everything that is known about an order, in all services and at the provider. */
    async outcomeOf(orderId: string) {
      const [reservation] = await rows<{ status: string }>(
        'ticket-service',
        'SELECT status FROM reservations WHERE order_id = $1',
        [orderId],
      );
      const tickets = await rows<{ status: string }>(
        'ticket-service',
        'SELECT status FROM tickets WHERE order_id = $1',
        [orderId],
      );
      const payments = await rows<{ state: string; provider: string | null }>(
        'payment-service',
        `SELECT p.state, c.state AS provider FROM payments p LEFT JOIN simulated_provider.charges c USING (id)
         WHERE order_id = $1 ORDER BY p.id`,
        [orderId],
      );
      return {
        order: await stateOf(orderId),
        reservation: reservation?.status ?? 'none',
        tickets: tickets.map(({ status }) => status),
        payments: payments.map(({ state, provider }) => `${state} ${provider ?? 'unknown'}`),
      };
    },

    /** Where the places of the event's first tier are. */
    async placesOf(event: Event) {
      const [tier] = await rows<{ available: number; reserved: number; sold: number }>(
        'ticket-service',
        'SELECT available, reserved, sold FROM tiers WHERE id = $1',
        [event.tiers[0]?.id],
      );
      return tier;
    },

    /** Resolves once the services have read everything that was published up to now. */
    async untilRead(): Promise<void> {
      await eventually(
        async () => {
          for (const { url } of running.values()) {
            const metrics = await (await fetch(`${url}/metrics`)).text();
            const lags = [...metrics.matchAll(/^kafka_consumer_lag\{[^}]*\} (\d+)/gm)].map(([, lag]) => Number(lag));
            expect(lags.length).toBeGreaterThan(0);
            expect(lags.filter((lag) => lag > 0)).toEqual([]);
          }
        },
        { timeoutMs: 25_000, intervalMs: 300 },
      );
    },

    /** Resolves once nothing is under way any more, every invariant holds and every outbox is empty. */
    async expectQuiet(timeoutMs = 25_000): Promise<void> {
      type Answer = { status: number; body: z.output<typeof reconciliationSchema> };
      await eventually(
        async () => {
          const { body } = await internal<Answer>('order-service', 'GET', '/internal/reconcile');
          expect(body).toMatchObject({
            suspects: 0,
            violations: [],
            outboxPending: { 'order-service': 0, 'payment-service': 0, 'ticket-service': 0 },
          });
        },
        { timeoutMs, intervalMs: 200 },
      );
    },

    async close(): Promise<void> {
      await Promise.all([...running.values()].map((process) => process.kill().catch(() => undefined)));
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
      await identity.close();
      await redis.stop();
      await Promise.all([order.drop(), payment.drop(), ticket.drop()]);
      await topics?.drop();
    },
  };
}

function cardOf(number: string) {
  return { number, expiryMonth: 12, expiryYear: 2030, cvc: '123', holder: 'A Customer' };
}

export function standing(event: Event, quantity: number) {
  return [{ tierId: event.tiers[0]?.id, quantity }];
}

export function seat(event: Event, seatId: string) {
  return [{ tierId: event.tiers[1]?.id, seatIds: [seatId] }];
}

function eventOf({ capacity = 100, maxPerCustomer = 50, title = 'An evening of tests' }): Event {
  const price = (amount: number) => ({ amount, currency: 'EUR' });
  const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  return {
    id: newId(),
    version: 1,
    status: 'published',
    title,
    description: '',
    category: 'concert',
    venue: { name: 'The Harness', city: 'Testville', address: '1 Main Street', timezone: 'Europe/Berlin' },
    startsAt: at(30),
    endsAt: at(31),
    image: null,
    currency: 'EUR',
    maxPerCustomer,
    tiers: [
      { id: newId(), kind: 'general', name: 'Standing', price: price(2500), capacity, rows: [] },
      {
        id: newId(),
        kind: 'seated',
        name: 'Balcony',
        price: price(4000),
        capacity: 10,
        rows: [{ row: 'A', seats: 10 }],
      },
    ],
    cancelReason: null,
    createdAt: at(0),
    updatedAt: at(0),
  };
}
