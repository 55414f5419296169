import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import { createFaultScope } from '../../src/faults/fault-scope.ts';

let server: Server;
let port: number;

const answers: Record<string, unknown> = {
  '/info': { instance: 'order-service-7d9f', version: '0.2.0' },
  '/openapi.json': { paths: { '/api/orders/{id}': { get: {}, post: {} } } },
};

beforeAll(async () => {
  server = createServer((req, res) => res.end(JSON.stringify(answers[req.url ?? '']))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const found = (id: string): Instance => ({
  service: 'order-service',
  ...{ id, host: '127.0.0.1', port, version: '', startedAt: '' },
});

it('knows an instance by the name it gives itself, also where a name lookup knows only its address', async () => {
  const scope = createFaultScope({
    instances: () => [{ ...found('order-service-1'), version: '0.1.0' }, found('127.0.0.1')],
  });
  expect(await scope.instances('order-service')).toEqual([
    { id: 'order-service-1', version: '0.1.0' },
    { id: 'order-service-7d9f', version: '0.2.0' },
  ]);
});

it('knows the routes that a service documents, and what the gateway proxies', async () => {
  const scope = createFaultScope({ instances: () => [found('any')] });
  const own = ['GET /api/orders/:id', 'POST /api/orders/:id'];
  expect(await scope.routes('order-service')).toEqual(own);
  const gateway = await scope.routes('api-gateway');
  expect(gateway).toEqual(expect.arrayContaining([...own, 'GET /api/events/*', 'POST /api/orders/*']));
  expect(gateway?.some((route) => route.includes('/api/lab'))).toBe(false);
});

it('says so when nobody answers', async () => {
  const scope = createFaultScope({ instances: () => [{ ...found('gone'), port: 1 }] });
  expect(await scope.routes('order-service')).toBeNull();
});
