import { afterAll, beforeAll, it, expect } from '@jest/globals';
import type { FaultService } from '@ticketlab/contracts/http/faults';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { z } from 'zod';
import { route } from '../../src/http/route.ts';
import { createHttpClient } from '../../src/resilience/http-client.ts';
import { startTestService } from '../test-service.ts';
import { seeItComeAndGo } from './come-and-go.ts';
import { type FaultBook, openFaultBook } from './fault-book.ts';
import { expectProbesSpared, requestsDuring } from './telemetry.ts';

type Running = Awaited<ReturnType<typeof startTestService>>;

let redis: TestRedis;
let book: FaultBook;
let tickets: Running;
let payments: Running;
let orders: Running;

/** A service that is asked by others, and by itself asks nobody. */
const startPeer = (name: 'ticket-service' | 'payment-service') =>
  startTestService(
    () => [
      route({
        method: 'get',
        path: '/internal/fine',
        summary: 'Answers',
        auth: 'service',
        responses: { 204: null },
        handler: () => Promise.resolve({ status: 204 }),
      }),
    ],
    { name, redis },
  );

beforeAll(async () => {
  redis = await createTestRedis();
  book = await openFaultBook(redis.url);
  [tickets, payments] = await Promise.all([startPeer('ticket-service'), startPeer('payment-service')]);
  orders = await startTestService(
    (kit) => {
      const clients = {
        tickets: createHttpClient(kit, 'ticket-service'),
        payments: createHttpClient(kit, 'payment-service'),
      };
      return [
        route({
          method: 'get',
          path: '/api/orders/asks/:whom',
          summary: 'Asks another service',
          auth: 'public',
          params: z.object({ whom: z.enum(['tickets', 'payments']) }),
          responses: { 204: null },
          handler: async ({ params: { whom } }) => {
            await clients[whom].request({
              method: 'GET',
              path: '/internal/fine',
              schema: { 204: null },
              idempotent: true,
            });
            return { status: 204 };
          },
        }),
      ];
    },
    { name: 'order-service', redis, env: { LOG_LEVEL: 'silent' } },
  );
  await eventually(async () => {
    expect(await ask('tickets')).toBe(204);
    expect(await ask('payments')).toBe(204);
  });
});
afterAll(async () => {
  await orders.close();
  await Promise.all([tickets.close(), payments.close()]);
  book.close();
  await redis.stop();
});

async function ask(whom: 'tickets' | 'payments'): Promise<number> {
  return (await fetch(`${orders.url}/api/orders/asks/${whom}`)).status;
}

// who is refused leaves discovery for 6 s, so that each return to normal takes as long
it.each<[FaultService, FaultService, 'stopped' | 'by itself']>([
  ['order-service', 'ticket-service', 'stopped'],
  ['ticket-service', 'order-service', 'by itself'],
])('cut off between %s and %s until %s, the caller fails and both are well', async (service, peer, end) => {
  await seeItComeAndGo({
    book,
    fault: { kind: 'partition', target: { service }, parameters: { peer } },
    ends: [end],
    async expectSymptom(present) {
      const refused = { route: '/api/orders/asks/:whom', status: '503' };
      expect((await requestsDuring(orders.url, refused, () => ask('tickets'))).count).toBe(present ? 1 : 0);
    },
    async expectSpared() {
      await expectProbesSpared(orders.url);
      await expectProbesSpared(tickets.url);
      expect(await ask('payments')).toBe(204);
    },
  });
});
