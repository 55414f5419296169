import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService, type StubService } from '@ticketlab/testing/stub-service';
import { request } from 'undici';
import { type GatewayUnderTest, startGateway } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let orders: StubService;
let events: StubService;

beforeAll(async () => {
  gateway = await startGateway();
  orders = await stubService(
    'order-service',
    {
      'GET /api/orders/:id': ({ params }) => ({ status: 200, body: { id: params['id'] } }),
      'POST /api/orders': ({ body }) => ({
        status: 201,
        body,
        headers: { location: '/api/orders/1', connection: 'x-hop', 'x-hop': '1' },
      }),
      'GET /health': () => ({ status: 200, body: { mine: true } }),
      'GET /metrics': () => ({ status: 200, body: { metrics: true } }),
    },
    gateway,
  );
  events = await stubService('event-service', { 'GET /api/events/:id': () => new Promise(() => undefined) }, gateway);
  await eventually(async () => expect((await gateway.get('/api/orders/ready')).status).toBe(200));
});

afterAll(async () => {
  await Promise.all([orders.close(), events.close()]);
  await gateway.close();
});

describe('forwarding', () => {
  it('passes the request on with ids, and the answer back with security headers', async () => {
    const answer = await gateway.get('/api/orders/7?a=b%20c', {
      'x-request-id': 'given-request-id',
      'x-custom': 'kept',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: '7' });
    expect(answer.headers['x-request-id']).toBe('given-request-id');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const seen = orders.requests.at(-1);
    expect(seen?.headers).toMatchObject({
      'x-request-id': 'given-request-id',
      'x-custom': 'kept',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(seen?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(seen?.query.get('a')).toBe('b c');
  });

  it('makes a request id where none or a suspicious one came', async () => {
    const answer = await gateway.get('/api/orders/7', { 'x-request-id': 'bad id {}' });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('does not believe X-Forwarded-For of a client that is no trusted proxy', async () => {
    await gateway.get('/api/orders/7', { 'x-forwarded-for': '203.0.113.9' });
    expect(orders.requests.at(-1)?.headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('streams bodies and drops hop-by-hop headers, those named by Connection included', async () => {
    const answer = await gateway.post('/api/orders', { big: 'x'.repeat(50_000) });
    expect(answer.status).toBe(201);
    expect(answer.body['big']).toHaveLength(50_000);
    expect(answer.headers['location']).toBe('/api/orders/1');
    expect(answer.headers['x-hop']).toBeUndefined();
  });

  it('leads /api/orders/health and /metrics to the service’s own', async () => {
    expect((await gateway.get('/api/orders/health')).body).toEqual({ mine: true });
    expect((await gateway.get('/api/orders/metrics')).body).toEqual({ metrics: true });
  });

  it('never forwards internal or ambiguous paths', async () => {
    const before = orders.requests.length;
    expect((await gateway.get('/internal/orders/7')).status).toBe(404);
    for (const path of ['/api/orders/%2e%2e/x', '/api/orders//x', '/api/orders/a%2fb']) {
      expect((await gateway.get(path)).status).toBe(400);
    }
    expect(orders.requests).toHaveLength(before);
  });

  it('keeps dot segments from reaching internal routes when sent raw', async () => {
    const before = orders.requests.length;
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('GET /api/orders/../../internal/orders/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(orders.requests).toHaveLength(before);
  });

  it('answers 503 with Retry-After when no instance is known', async () => {
    const answer = await gateway.get('/api/payments/1');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).toMatchObject({ type: '/problems/service-unavailable', instance: '/api/payments/1' });
  });

  it('puts the ids of the request on the problems it answers itself', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const ids = { 'x-request-id': 'given-request-id', traceparent };
    for (const path of ['/api/payments/1', '/api/orders//x']) {
      const answer = await gateway.get(path, ids);
      expect(answer.headers).toMatchObject(ids);
      expect(answer.body['requestId']).toBe('given-request-id');
    }
    const { headers } = await gateway.get('/api/payments/1');
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('cancels the upstream call when the client leaves', async () => {
    const leaving = new AbortController();
    const call = request(`${gateway.url}/api/events/slow`, { signal: leaving.signal });
    await eventually(() => expect(events.requests.some(({ path }) => path === '/api/events/slow')).toBe(true));
    leaving.abort();
    await expect(call).rejects.toThrow();
    await eventually(async () => {
      const { body } = await gateway.get('/metrics');
      expect(String(body['text'])).toMatch(
        /http_request_duration_seconds_count\{[^}]*route="\/api\/events\/\*"[^}]*status="499"[^}]*\} 1/,
      );
    });
  });
});

describe('clients that break off', () => {
  it('while their upgrade is refused do not end the gateway', async () => {
    const port = Number(new URL(gateway.url).port);
    for (let i = 0; i < 20; i += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      await new Promise(setImmediate);
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await gateway.get('/api/orders/7')).status).toBe(200);
  });
});

describe('tokens', () => {
  it('lets anonymous requests through and refuses bad tokens itself', async () => {
    expect((await gateway.get('/api/orders/7')).status).toBe(200);
    const bad = await gateway.get('/api/orders/7', { authorization: 'Bearer nonsense' });
    expect(bad.status).toBe(401);
    expect(bad.body).toMatchObject({ type: '/problems/unauthenticated' });
    const expired = gateway.identity.user({ expiresInSeconds: -5 });
    const late = await gateway.get('/api/orders/7', { authorization: `Bearer ${expired.token}` });
    expect(late.body).toMatchObject({ type: '/problems/token-expired' });
  });

  it('passes a good token on', async () => {
    const { token } = gateway.identity.user();
    expect((await gateway.get('/api/orders/7', { authorization: `Bearer ${token}` })).status).toBe(200);
    expect(orders.requests.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  });
});

describe('what the gateway answers itself', () => {
  it('merges the documents of the services that answer and names the others', async () => {
    const { status, body } = await gateway.get('/api/openapi.json');
    expect(status).toBe(200);
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(body['paths'] as object)).toContain('/api/services/health');
  });

  it('shows the documentation viewer', async () => {
    const page = await gateway.get('/api/docs');
    expect(page.status).toBe(200);
    expect((await gateway.get('/api/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('tells the health of every service with its breaker', async () => {
    const { body } = await gateway.get('/api/services/health');
    const services = body['services'] as { service: string; breaker: { state: string } }[];
    expect(services.map(({ service }) => service)).toContain('payment-service');
    expect(services.every(({ breaker }) => breaker.state === 'closed')).toBe(true);
  });

  it('runs the circuit-breaker challenge: opens, refuses, recovers', async () => {
    const { status, body } = await gateway.get('/api/challenge/circuit-breaker');
    expect(status).toBe(200);
    const { steps } = body['result'] as { steps: { outcome: string; state: string }[] };
    expect(steps.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(5).fill('failed'),
      ...Array<string>(3).fill('refused'),
      'answered',
      'answered',
    ]);
    expect(steps[4]?.state).toBe('open');
    expect(steps.at(-1)?.state).toBe('closed');
  });

  it('answers a burst of a hundred requests from one address without a limit', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => gateway.get('/health')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});
