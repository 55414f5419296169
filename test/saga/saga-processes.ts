import { expect } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Topic } from '@ticketlab/contracts/topics';
import { testEnv } from '@ticketlab/testing/env';
import { publishEvent } from '@ticketlab/testing/events';
import { type ServiceProcess, startServiceProcess } from '@ticketlab/testing/service-process';
import { createTestDatabase, createTestRedis, createTestTopics } from '@ticketlab/testing/stores';
import { createTestIdentity } from '@ticketlab/testing/tokens';
import pg from 'pg';

const sagaServices = ['order-service', 'payment-service', 'ticket-service'] as const;
export type SagaService = (typeof sagaServices)[number];

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

/** For a process that must not join the consumer groups: services start and serve without Kafka. */
export const withoutKafka = { KAFKA_BROKERS: '127.0.0.1:1' };

/** A broker of the test's own, whose topics are there already. */
export interface OwnBroker {
  brokers: string;
  publish: (topic: Topic, event: TicketlabEvent) => Promise<void>;
}

export type SagaProcesses = Awaited<ReturnType<typeof createSagaProcesses>>;

/** The three services of the saga as processes on stores of their own. Starts none of them. */
export async function createSagaProcesses(name: string, ownBroker?: OwnBroker) {
  const [redis, identity, topics, order, payment, ticket] = await Promise.all([
    createTestRedis(),
    createTestIdentity(),
    ownBroker === undefined ? createTestTopics(name) : null,
    createTestDatabase('order'),
    createTestDatabase('payment'),
    createTestDatabase('ticket'),
  ]);
  const databases = { 'order-service': order, 'payment-service': payment, 'ticket-service': ticket };
  const poolOf = (service: SagaService) => new pg.Pool({ connectionString: databases[service].url, max: 2 });
  const pools = {
    'order-service': poolOf('order-service'),
    'payment-service': poolOf('payment-service'),
    'ticket-service': poolOf('ticket-service'),
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

  return {
    redis,
    identity,
    topics,
    start,
    urlOf: (service: SagaService) => processOf(service).url,
    urls: () => [...running.values()].map(({ url }) => url),

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

    rows: async <Row extends pg.QueryResultRow>(
      service: SagaService,
      text: string,
      values: unknown[] = [],
    ): Promise<Row[]> => (await pools[service].query<Row>(text, values)).rows,

    publishAgain: async (topic: Topic, event: TicketlabEvent): Promise<void> => {
      if (topics !== null) await publishEvent(topics, topic, event);
      else await ownBroker?.publish(topic, event);
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
