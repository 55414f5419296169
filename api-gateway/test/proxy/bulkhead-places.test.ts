import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService } from '@ticketlab/testing/stub-service';
import { type Answer, type GatewayUnderTest, startGateway } from '../gateway-under-test.ts';
import { announce } from '../announce.ts';

let open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.reverse()) await each.close();
  open = [];
});

const hang = (): void => undefined;
const answerWith =
  (status: number, headers: Record<string, string> = {}) =>
  (_req: IncomingMessage, res: ServerResponse): void => {
    res.writeHead(status, headers).end('{}');
  };

/** A gateway with one place to order-service and one to event-service, whose instance does as the test says. */
async function startNarrow(env: Record<string, string> = {}) {
  const gateway = await startGateway({ BULKHEAD_REQUESTS: '1', ...env });
  open.push(gateway);
  const upstream = { handle: answerWith(200) };
  const server = createServer((req, res) => upstream.handle(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const instance = await announce(gateway.redis.url, server, ['order-service', 'event-service']);
  open.push(instance);
  for (const path of ['/api/orders/1', '/api/events/1']) {
    await eventually(async () => expect((await gateway.get(path)).status).toBe(200));
  }
  return { gateway, upstream, instance };
}

const typeOf = ({ body }: Answer): unknown => body['type'];

/** A lost place would show at the second request at the latest. */
async function expectThrice(call: () => Promise<Answer>, status: number, type: string | undefined): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    const answer = await call();
    expect([answer.status, typeOf(answer)]).toEqual([status, type]);
  }
}

/** Requests in flight beside the one that asks for the metrics. */
async function inFlight(gateway: GatewayUnderTest): Promise<number> {
  const { body } = await gateway.get('/metrics');
  return Number(/^http_requests_in_flight\{.*\} (\d+)$/m.exec(String(body['text']))?.[1]) - 1;
}

describe('a place in the bulkhead comes back', () => {
  it('when no instance is known', async () => {
    const { gateway } = await startNarrow();
    await expectThrice(() => gateway.get('/api/payments/1'), 503, '/problems/service-unavailable');
  });

  it('when the instance fails, answers 4xx or 5xx, breaks off or is too slow, and while the breaker is open', async () => {
    const { gateway, upstream } = await startNarrow({ UPSTREAM_TIMEOUT_MS: '500', BREAKER_FAILURES: '12' });
    const post = () => gateway.post('/api/orders', {});
    upstream.handle = answerWith(404, { 'content-type': 'application/problem+json' });
    await expectThrice(post, 404, undefined);
    upstream.handle = answerWith(500);
    await expectThrice(post, 500, undefined);
    upstream.handle = answerWith(503);
    await expectThrice(post, 503, undefined);
    upstream.handle = (req) => req.socket.destroy();
    await expectThrice(post, 503, '/problems/service-unavailable');
    upstream.handle = hang;
    await expectThrice(post, 504, '/problems/upstream-timeout');
    await expectThrice(post, 503, '/problems/circuit-open');
  });

  it('when half an answer breaks off', async () => {
    const { gateway, upstream } = await startNarrow();
    upstream.handle = (req, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      res.write('half', () => req.socket.destroy());
    };
    for (let i = 0; i < 3; i += 1) await expect(gateway.get('/api/orders/1')).rejects.toThrow();
    upstream.handle = answerWith(200);
    expect((await gateway.get('/api/orders/1')).status).toBe(200);
  });

  it('when another instance answers in place of the first', async () => {
    const { gateway, upstream } = await startNarrow();
    upstream.handle = answerWith(503);
    open.push(
      await stubService('order-service', { 'GET /api/orders/:id': () => ({ status: 200, body: {} }) }, gateway),
    );
    await eventually(async () => expect((await gateway.get('/api/orders/1')).status).toBe(200));
    await expectThrice(() => gateway.get('/api/orders/1'), 200, undefined);
  });

  it('when a stale copy stands in', async () => {
    const { gateway, upstream } = await startNarrow();
    upstream.handle = answerWith(200, { 'cache-control': 'public' });
    await gateway.get('/api/events/1');
    upstream.handle = answerWith(500);
    for (let i = 0; i < 8; i += 1) expect((await gateway.get('/api/events/1')).headers['x-cache']).toBe('stale');
  });

  it('when the client leaves before the answer, or during admission', async () => {
    const { gateway, upstream } = await startNarrow();
    const leave = async (request: string, ready: () => Promise<void>): Promise<void> => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      socket.write(request);
      await ready();
      socket.destroy();
      await eventually(async () => expect(await inFlight(gateway)).toBe(0));
    };
    let asked = 0;
    upstream.handle = () => {
      asked += 1;
    };
    for (let i = 1; i <= 3; i += 1) {
      await leave('GET /api/orders/1 HTTP/1.1\r\nHost: x\r\n\r\n', () => eventually(() => expect(asked).toBe(i)));
    }
    upstream.handle = answerWith(200);
    // the first purchase asks Redis for a lease, and waits for as long as that does not answer
    await gateway.redis.pause();
    await leave('POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n', () =>
      eventually(async () => expect(await inFlight(gateway)).toBe(1)),
    );
    await gateway.redis.resume();
    await eventually(async () => expect((await gateway.post('/api/orders', {})).status).toBe(200));
    await expectThrice(() => gateway.post('/api/orders', {}), 200, undefined);
  });
});
