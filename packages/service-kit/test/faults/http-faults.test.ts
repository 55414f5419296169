import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { z } from 'zod';
import { type Route, route } from '../../src/http/route.ts';
import { startTestService } from '../test-service.ts';
import { seeItComeAndGo } from './come-and-go.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, requestsDuring, scrape } from './telemetry.ts';

let redis: TestRedis;
let book: FaultBook;
let service: Awaited<ReturnType<typeof startTestService>>;

const plain = (path: string): Route =>
  route({
    method: 'get',
    path,
    summary: 'Answers at once',
    auth: 'public',
    responses: { 200: z.object({ fine: z.boolean() }) },
    handler: () => Promise.resolve({ status: 200, body: { fine: true } }),
  });

beforeAll(async () => {
  redis = await createTestRedis();
  book = await openFaultBook(redis.url);
  service = await startTestService(() => [plain('/api/orders/struck'), plain('/api/orders/:id/spared')], {
    redis,
    env: { INSTANCE_ID: 'order-service-1', LOG_LEVEL: 'silent' },
  });
});
afterAll(async () => {
  await service.close();
  book.close();
  await redis.stop();
});

const struck = () => fetch(`${service.url}/api/orders/struck`);
const settled = (): Promise<unknown> =>
  struck().then(
    (answer) => answer.text(),
    () => undefined,
  );
const target = { service: 'order-service', route: 'GET /api/orders/struck' } as const;

async function expectOthersSpared(): Promise<void> {
  await expectProbesSpared(service.url);
  const { count, seconds } = await requestsDuring(service.url, { route: '/api/orders/:id/spared', status: '200' }, () =>
    fetch(`${service.url}/api/orders/7/spared`),
  );
  expect(count).toBe(1);
  expect(seconds).toBeLessThan(0.1);
}

describe('each kind', () => {
  it('latency: answers come late, and say so', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'latency', target, parameters: { delayMs: 150, jitterMs: 50 } },
      async expectSymptom(present) {
        const { seconds } = await requestsDuring(service.url, { route: '/api/orders/struck' }, settled);
        expect(seconds > 0.14).toBe(present);
      },
      async expectSpared() {
        await expectOthersSpared();
        const answer = await struck();
        expect(answer.status).toBe(200);
        expect(answer.headers.get('x-lab-fault')).toMatch(/^[0-9a-f-]{36}$/);
      },
    });
  });

  it('error: requests are refused, and say so', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'error', target, parameters: { status: '503' }, probability: 1 },
      async expectSymptom(present) {
        const refused = { route: '/api/orders/struck', status: '503' };
        expect((await requestsDuring(service.url, refused, settled)).count).toBe(present ? 1 : 0);
      },
      async expectSpared() {
        await expectOthersSpared();
        const answer = await struck();
        expect(answer.headers.get('x-lab-fault')).toMatch(/^[0-9a-f-]{36}$/);
        expect(await answer.json()).toMatchObject({ type: '/problems/service-unavailable' });
      },
    });
  });

  it('abort: the connection breaks instead of an answer', async () => {
    await seeItComeAndGo({
      book,
      fault: { kind: 'abort', target, probability: 1 },
      async expectSymptom(present) {
        const broken = { route: '/api/orders/struck', status: '499' };
        expect((await requestsDuring(service.url, broken, settled)).count).toBe(present ? 1 : 0);
      },
      async expectSpared() {
        await expectOthersSpared();
        await expect(struck()).rejects.toThrow('fetch failed');
      },
    });
  });
});

describe('whom it hits', () => {
  const whole = { kind: 'error', parameters: { status: '500' }, probability: 1 } as const;

  it('nobody else: not another service, not another instance, not another method', async () => {
    const others = await Promise.all([
      book.start({ ...whole, target: { service: 'user-service' } }),
      book.start({ ...whole, target: { service: 'order-service', instance: 'order-service-2' } }),
      book.start({ ...whole, target: { service: 'order-service', route: 'POST /api/orders/struck' } }),
    ]);
    const mine = await book.start({ ...whole, target: { service: 'order-service', instance: 'order-service-1' } });
    await eventually(async () => expect((await struck()).headers.get('x-lab-fault')).toBe(mine.id));
    await book.stop(mine);
    await eventually(async () => expect((await struck()).status).toBe(200));
    for (const other of others) await book.stop(other);
  });

  it('the same requests of a share for the same seed', async () => {
    const outcomes = async (seed: number) => {
      const fault = await book.start({ ...whole, target, probability: 0.5, seed, ttlSeconds: 30 });
      await eventually(async () => expect((await scrape(service.url)).value('lab_faults_active')).toBe(1));
      const statuses: number[] = [];
      for (let call = 0; call < 40; call++) statuses.push((await struck()).status);
      await book.stop(fault);
      await eventually(async () => expect((await scrape(service.url)).value('lab_faults_active')).toBe(0));
      return statuses;
    };
    const first = await outcomes(42);
    expect(await outcomes(42)).toEqual(first);
    expect(await outcomes(43)).not.toEqual(first);
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(10);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(10);
  });

  it('counts whom it hit and shows what is active', async () => {
    const before = (await scrape(service.url)).value('lab_faults_injected_total', { kind: 'error' });
    const fault = await book.start({ ...whole, target });
    await eventually(async () => expect((await struck()).status).toBe(500));
    const during = await scrape(service.url);
    expect(during.value('lab_faults_active', { kind: 'error' })).toBe(1);
    expect(during.value('lab_faults_injected_total', { kind: 'error' })).toBe(before + 1);
    await book.stop(fault);
    await eventually(async () => expect((await struck()).status).toBe(200));
  });
});

describe('during an exercise', () => {
  it('only that it runs can be seen, wherever it strikes', async () => {
    const elsewhere = await book.start({ kind: 'cpu', target: { service: 'user-service' }, concealed: true });
    await eventually(async () =>
      expect((await scrape(service.url)).value('lab_faults_active', { kind: 'exercise' })).toBe(1),
    );
    const here = await book.start({ kind: 'error', target, probability: 1, concealed: true });
    await eventually(async () => expect((await struck()).headers.get('x-lab-fault')).toBe('exercise'));
    const { text } = await scrape(service.url);
    expect(text).not.toContain('lab_faults_active{kind="error"');
    expect(text).toContain('lab_faults_active{kind="exercise"');
    expect(await (await struck()).json()).toMatchObject({ type: '/problems/internal' });
    await book.stop(elsewhere);
    await book.stop(here);
    await eventually(async () => expect((await struck()).status).toBe(200));
  });
});

it('harms the instance it was meant for, and not the one that takes its name later', async () => {
  const fault = await book.start({
    kind: 'error',
    target: { service: 'order-service', instance: 'order-service-1' },
    probability: 1,
  });
  const harmed = async (url: string) => (await fetch(`${url}/api/orders/struck`)).headers.has('x-lab-fault');
  await eventually(async () => expect(await harmed(service.url)).toBe(true));
  const next = await startTestService(() => [plain('/api/orders/struck')], {
    redis,
    env: { INSTANCE_ID: 'order-service-1', LOG_LEVEL: 'silent' },
  });
  // of two faults the second one is known: so the first one is, too
  const marker = await book.start({ kind: 'error', target: { service: 'order-service' }, probability: 1 });
  await eventually(async () => expect(await harmed(next.url)).toBe(true));
  await book.stop(marker);
  await eventually(async () => expect(await harmed(next.url)).toBe(false));
  expect(await harmed(service.url)).toBe(true);
  await book.stop(fault);
  await next.close();
});
