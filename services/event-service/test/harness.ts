import type { Event } from '@ticketlab/contracts/http/events';
import type { Service } from '@ticketlab/service-kit/kit';
import { type Answer, call as callService, type CallOptions } from '@ticketlab/testing/call';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestMongo, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import { createTestIdentity } from '@ticketlab/testing/tokens';
import { parseEventConfig } from '../src/config.ts';
import type { EventInput } from '../src/domain/event.ts';
import { createEventService } from '../src/service.ts';
import { eventInput } from './events.ts';

/** One replica under test, and short ways to ask it. Calls go as admin unless told otherwise. */
export interface Replica {
  url: string;
  service: Service;
  call<T = { type: string }>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  create(overrides?: Partial<EventInput>): Promise<Event>;
  publish(overrides?: Partial<EventInput>): Promise<Event>;
  get(id: string, options?: CallOptions): Promise<Answer<Event>>;
  list(query: string, options?: CallOptions): Promise<{ items: Event[]; total: number }>;
  /** The value of a metric, summed over its labels or of those that match. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
}

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Stores of their own for one test file, and replicas of event-service on them. */
export async function createHarness(parts: { topics?: TestTopics } = {}) {
  const [mongo, redis, identity] = await Promise.all([
    createTestMongo('event'),
    createTestRedis(),
    createTestIdentity(),
  ]);
  const admin = identity.admin();
  const services: Service[] = [];
  const envOf = (extra: Record<string, string> = {}) => testEnv({ mongo, redis, identity, ...parts }, extra);

  async function startUnready(extra: Record<string, string> = {}, clock?: () => Date): Promise<Replica> {
    const config = parseEventConfig(envOf(extra));
    const service = createEventService(config, clock === undefined ? {} : { clock });
    services.push(service);
    const { port } = await service.start();
    return toReplica(`http://127.0.0.1:${port}`, service, admin.token);
  }

  async function start(extra: Record<string, string> = {}, clock?: () => Date): Promise<Replica> {
    const replica = await startUnready(extra, clock);
    await eventually(async () => {
      if ((await fetch(`${replica.url}/readyz`)).status !== 200) throw new Error('not ready');
    });
    return replica;
  }

  return {
    mongo,
    redis,
    identity,
    admin,
    envOf,
    start,
    startUnready,
    async close() {
      await Promise.all(services.map((service) => service.close()));
      await identity.close();
      await redis.stop();
      await mongo.drop();
    },
  };
}

function toReplica(url: string, service: Service, adminToken: string): Replica {
  const call = <T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> =>
    callService<T>(url, method, path, { token: adminToken, ...options });

  async function expectEvent(answer: Promise<Answer<unknown>>, status: number): Promise<Event> {
    const { status: actual, body } = await answer;
    if (actual !== status) throw new Error(`${actual} instead of ${status}: ${JSON.stringify(body)}`);
    return body as Event;
  }

  const create = (overrides?: Partial<EventInput>) =>
    expectEvent(call('POST', '/api/events', { body: eventInput(overrides) }), 201);

  return {
    url,
    service,
    call,
    create,
    publish: async (overrides) => {
      const { id } = await create(overrides);
      return expectEvent(call('POST', `/api/events/${id}/publish`), 200);
    },
    get: (id, options) => call<Event>('GET', `/api/events/${id}`, options),
    list: async (query, options) =>
      (await call<{ items: Event[]; total: number }>('GET', `/api/events?${query}`, options)).body,
    metric: async (name, labels = {}) => {
      const metric = service.kit.metrics.registry.getSingleMetric(name);
      const { values } = (await metric?.get()) ?? { values: [] };
      return values
        .filter((value) => Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted))
        .reduce((sum, { value }) => sum + value, 0);
    },
  };
}
