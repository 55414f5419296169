import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import {
  createTestDatabase,
  createTestMongo,
  createTestRedis,
  type TestDatabase,
  type TestMongo,
  type TestRedis,
} from '@ticketlab/testing/stores';
import pg from 'pg';
import { type Route, route } from '../../src/http/route.ts';
import { createService, type Kit, type Service } from '../../src/kit.ts';
import { createMongo } from '../../src/mongo/connect.ts';
import { mappingOutages } from '../../src/mongo/errors.ts';
import { createPostgres } from '../../src/postgres/pool.ts';
import { createTestKit } from '../test-service.ts';
import { seeItComeAndGo } from './come-and-go.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, requestsDuring, scrape } from './telemetry.ts';

let redis: TestRedis;
let book: FaultBook;
let database: TestDatabase;
let mongoDatabase: TestMongo;
let orders: Awaited<ReturnType<typeof run>>;
let events: Awaited<ReturnType<typeof run>>;
let observer: pg.Client;

const poolMax = 3;

const works = (path: string, work: () => Promise<unknown>): Route =>
  route({
    method: 'get',
    path,
    summary: 'Asks the store',
    auth: 'public',
    responses: { 204: null },
    handler: async () => {
      await work();
      return { status: 204 };
    },
  });

async function run(service: Service) {
  const { port } = await service.start();
  return { url: `http://127.0.0.1:${port}`, close: () => service.close() };
}

function createOrders(kit: Kit): Service {
  const db = createPostgres(kit, database.url, { max: poolMax });
  const routes = [
    works('/api/orders/query', () => db.query('SELECT 1')),
    works('/api/orders/tx', () => db.tx((client) => client.query('SELECT 1'))),
    works('/api/orders/idle', () => Promise.resolve()),
  ];
  return createService(kit, { routes, close: () => db.close() });
}

function createEvents(kit: Kit): Service {
  const mongo = createMongo(kit, mongoDatabase.url);
  const store = mappingOutages({
    async ping() {
      await mongo.connection.asPromise();
      await mongo.connection.db?.command({ ping: 1 });
    },
  });
  return createService(kit, {
    routes: [works('/api/events/ping', () => store.ping())],
    close: () => mongo.close(),
  });
}

beforeAll(async () => {
  [redis, database, mongoDatabase] = await Promise.all([
    createTestRedis(),
    createTestDatabase(),
    createTestMongo('kit'),
  ]);
  book = await openFaultBook(redis.url);
  observer = new pg.Client({ connectionString: database.url });
  await observer.connect();
  orders = await run(createOrders(createTestKit({ name: 'order-service', redis })));
  events = await run(createEvents(createTestKit({ name: 'event-service', redis })));
  await eventually(async () => expect((await fetch(`${events.url}/api/events/ping`)).status).toBe(204));
});
afterAll(async () => {
  await Promise.all([orders.close(), events.close()]);
  await observer.end();
  book.close();
  await Promise.all([redis.stop(), database.drop(), mongoDatabase.drop()]);
});

describe('pool-exhaustion', () => {
  it('takes all connections of a PostgreSQL pool and gives them back', async () => {
    const query = () => fetch(`${orders.url}/api/orders/query`);
    let waiting: Promise<Response> | undefined;
    await seeItComeAndGo({
      book,
      fault: { kind: 'pool-exhaustion', target: { service: 'order-service' } },
      async expectSymptom(present) {
        const gauge = await scrape(orders.url);
        expect(gauge.value('db_pool_connections', { state: 'active' })).toBe(present ? poolMax : 0);
      },
      async expectSpared() {
        waiting = query();
        await eventually(async () =>
          expect((await scrape(orders.url)).value('db_pool_connections', { state: 'waiting' })).toBeGreaterThan(0),
        );
        await expectProbesSpared(orders.url);
        expect((await fetch(`${orders.url}/api/orders/idle`)).status).toBe(204);
      },
    });
    expect((await waiting)?.status).toBe(204);
    expect((await query()).status).toBe(204);
  });

  it('takes all connections of a MongoDB pool and gives them back', async () => {
    const ping = () => fetch(`${events.url}/api/events/ping`);
    await expectQuick(ping);
    const fault = await book.start({ kind: 'pool-exhaustion', target: { service: 'event-service' } });
    await eventually(async () => {
      const refused = { route: '/api/events/ping', status: '503' };
      const { count, seconds } = await requestsDuring(events.url, refused, ping);
      expect(count).toBe(1);
      expect(seconds).toBeGreaterThan(1.9);
      const gauge = await scrape(events.url);
      expect(gauge.value('db_pool_connections', { state: 'active' })).toBe(20);
    });
    await eventually(() => expectProbesSpared(events.url));
    await book.stop(fault);
    await eventually(() => expectQuick(ping));

    await book.start({ kind: 'pool-exhaustion', target: { service: 'event-service' }, ttlSeconds: 1 });
    await eventually(async () => expect((await scrape(events.url)).value('lab_faults_active')).toBe(1));
    await eventually(() => expectQuick(ping));
  });

  async function expectQuick(ping: () => Promise<Response>): Promise<void> {
    const fine = { route: '/api/events/ping', status: '204' };
    const { count, seconds } = await requestsDuring(events.url, fine, ping);
    expect(count).toBe(1);
    expect(seconds).toBeLessThan(1);
  }
});

describe('deadlock', () => {
  it('runs transactions into deadlocks that PostgreSQL itself counts, and the retry gets over them', async () => {
    // of this seed's decisions every other one hits
    const fault = { kind: 'deadlock', target: { service: 'order-service' }, probability: 0.5, seed: 53 } as const;
    let known = await deadlocks();
    await seeItComeAndGo({
      book,
      fault,
      ttlSeconds: 3,
      async expectSymptom(present) {
        const before = known;
        await transact();
        const read = async () => (known = await deadlocks());
        if (present) await eventually(async () => expect(await read()).toBeGreaterThan(before), { timeoutMs: 2_500 });
        else expect(await read()).toBe(before);
      },
      async expectSpared() {
        await expectProbesSpared(orders.url);
        const { seconds } = await requestsDuring(orders.url, { route: '/api/orders/query' }, () =>
          fetch(`${orders.url}/api/orders/query`),
        );
        expect(seconds).toBeLessThan(0.5);
      },
    });
    await eventually(async () => {
      const { rows } = await observer.query<{ count: string }>('SELECT count(*) FROM lab_fault_rows');
      expect(rows[0]?.count).toBe('0');
    });
  });

  async function transact(): Promise<void> {
    const answer = await fetch(`${orders.url}/api/orders/tx`);
    expect(answer.status).toBe(204);
  }

  async function deadlocks(): Promise<number> {
    const { rows } = await observer.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(rows[0]?.deadlocks);
  }
});
