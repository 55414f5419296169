import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { type ServiceProcess, startServiceProcess } from '@ticketlab/testing/service-process';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { type StubService, stubService } from '@ticketlab/testing/stub-service';
import { seeItComeAndGo } from './come-and-go.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, requestsDuring } from './telemetry.ts';

const fine = () => ({ status: 200, body: { fine: true } });
const target = { service: 'api-gateway', route: '/api/orders/*' } as const;

let redis: TestRedis;
let book: FaultBook;
let stubs: StubService[];
let gateway: ServiceProcess;

beforeAll(async () => {
  redis = await createTestRedis();
  book = await openFaultBook(redis.url);
  stubs = await Promise.all([
    stubService('order-service', { 'GET /api/orders/1': fine, 'GET /health': fine }, { redis }),
    stubService('ticket-service', { 'GET /api/tickets/1': fine }, { redis }),
    stubService('lab-controller', { 'GET /api/lab/faults': fine }, { redis }),
  ]);
  gateway = await startServiceProcess('api-gateway', testEnv({ redis }, { BREAKER_RESET_MS: '300' }));
  await eventually(async () => {
    for (const path of ['/api/orders/1', '/api/tickets/1', '/api/lab/faults']) expect(await statusOf(path)).toBe(200);
  });
});
afterAll(async () => {
  await gateway.stop();
  for (const stub of stubs) await stub.close();
  book.close();
  await redis.stop();
});

const get = (path: string) => fetch(gateway.url + path);
const statusOf = async (path: string) => (await get(path)).status;
const settled = () =>
  get('/api/orders/1').then(
    (answer) => answer.text(),
    () => undefined,
  );

async function expectOthersSpared(): Promise<void> {
  await expectProbesSpared(gateway.url);
  for (const path of ['/api/tickets/1', '/api/orders/health', '/api/lab/faults']) {
    const answer = await get(path);
    expect({ path, status: answer.status, fault: answer.headers.get('x-lab-fault') }).toEqual({
      ...{ path, status: 200, fault: null },
    });
  }
}

describe('what the gateway answers before express', () => {
  it('latency: comes late, and says so', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'latency', target, parameters: { delayMs: 150, jitterMs: 0 } },
      async expectSymptom(present) {
        const { seconds } = await requestsDuring(gateway.url, { route: '/api/orders/*' }, settled);
        expect(seconds > 0.14).toBe(present);
      },
      async expectSpared() {
        await expectOthersSpared();
        expect((await get('/api/orders/1')).headers.get('x-lab-fault')).toMatch(/^[0-9a-f-]{36}$/);
      },
    });
  });

  it('error: is refused, and says so; nothing reaches the service', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'error', target, parameters: { status: '503' }, probability: 1 },
      async expectSymptom(present) {
        const refused = { route: '/api/orders/*', status: '503' };
        expect((await requestsDuring(gateway.url, refused, settled)).count).toBe(present ? 1 : 0);
      },
      async expectSpared() {
        await expectOthersSpared();
        const asked = stubs[0]?.requests.length;
        expect((await get('/api/orders/1')).headers.get('x-lab-fault')).toMatch(/^[0-9a-f-]{36}$/);
        expect(stubs[0]?.requests.length).toBe(asked);
      },
    });
  });

  it('abort: the connection breaks', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'abort', target, probability: 1 },
      async expectSymptom(present) {
        const broken = { route: '/api/orders/*', status: '499' };
        expect((await requestsDuring(gateway.url, broken, settled)).count).toBe(present ? 1 : 0);
      },
      expectSpared: expectOthersSpared,
    });
  });

  it('partition: its connections to one service break and are refused, those to others do not', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'partition', target: { service: 'order-service' }, parameters: { peer: 'api-gateway' } },
      ends: ['stopped'],
      async expectSymptom(present) {
        const refused = { route: '/api/orders/*', status: '503' };
        expect((await requestsDuring(gateway.url, refused, settled)).count).toBe(present ? 1 : 0);
      },
      async expectSpared() {
        await expectProbesSpared(gateway.url);
        expect(await statusOf('/api/tickets/1')).toBe(200);
        expect(await statusOf('/api/lab/faults')).toBe(200);
        // the other side is well
        expect((await fetch(`${stubs[0]?.url ?? ''}/api/orders/1`)).status).toBe(200);
      },
    });
  });
});
