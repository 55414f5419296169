import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createBreaker } from '@ticketlab/service-kit/resilience/breaker';
import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import { eventually } from '@ticketlab/testing/eventually';
import type { Exchange } from '../../src/proxy/exchange.ts';
import { createInstancePools } from '../../src/proxy/instance-pools.ts';
import { createBulkhead } from '../../src/proxy/bulkhead.ts';
import { createRelay } from '../../src/proxy/relay.ts';
import { createRetryBudget } from '../../src/proxy/retry-budget.ts';
import { createStaleCache } from '../../src/proxy/stale-cache.ts';
import type { Upstream } from '../../src/proxy/upstream.ts';

const servers: Server[] = [];
const pools = createInstancePools({ connectTimeoutMs: 1_000, connections: 4 });
afterEach(() => {
  pools.close();
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

async function listen(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startInstance(id: string, handler: RequestListener): Promise<Instance> {
  const port = await listen(handler);
  return { service: 'order-service', id, host: '127.0.0.1', port, version: '1', startedAt: '' };
}

it('leaves nothing in flight when a probe is tried again after its client has left', async () => {
  const held = Promise.withResolvers<ServerResponse>();
  const first = pools.of(await startInstance('order-service-1', (_req, res) => held.resolve(res)));
  const second = pools.of(await startInstance('order-service-2', (_req, res) => res.end('{}')));
  const settings = { minimumFailures: 1, failureRatio: 0.1, windowMs: 10_000, resetMs: 20 };
  const breaker = createBreaker('order-service', settings);
  const upstream: Upstream = {
    name: 'order-service',
    breaker,
    requests: createBulkhead(5),
    streams: createBulkhead(5),
    retries: createRetryBudget(0.1, 10),
    pick: (excluded) => (excluded === undefined ? first : second),
  };
  const relay = createRelay(
    { headersTimeoutMs: 5_000, idleTimeoutMs: 5_000, streamIdleTimeoutMs: 5_000, ownHeaderNames: new Set() },
    {
      stale: createStaleCache({ maxBytes: 0, maxAgeMs: 0, now: Date.now }),
      onUnreachable: () => undefined,
      onRetry: () => undefined,
      onStale: () => undefined,
    },
  );
  breaker.admit()('failed');
  await eventually(() => expect(breaker.snapshot().state).toBe('half-open'));

  const closed = Promise.withResolvers<undefined>();
  const port = await listen((req, res) => {
    const exchange = toExchange(req, res);
    res.on('close', () => {
      for (const giveBack of exchange.atEnd) giveBack();
      closed.resolve(undefined);
    });
    relay(exchange, upstream);
  });
  const client = new AbortController();
  const answer = fetch(`http://127.0.0.1:${port}/api/orders`, { signal: client.signal }).catch(() => undefined);
  const res = await held.promise;
  client.abort();
  await Promise.all([answer, closed.promise]);
  res.writeHead(503).end();

  await eventually(() => expect(breaker.snapshot().state).toBe('closed'));
  expect([first.inFlight, second.inFlight, upstream.requests.inFlight]).toEqual([0, 0, 0]);
  breaker.close();
});

function toExchange(req: IncomingMessage, res: ServerResponse): Exchange {
  return {
    ...{ req, res, path: '/api/orders', target: '/api/orders', requestId: 'a-request', traceparent: '' },
    route: { upstream: 'order-service', class: 'read', label: '/api/orders/*', catalogue: false },
    ...{ address: '127.0.0.1', servedBy: 'api-gateway/1', startedAt: 0, userId: undefined, ownHeaders: [], atEnd: [] },
  };
}
