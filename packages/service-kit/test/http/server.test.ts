import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestIdentity, createServiceToken, type TestIdentity } from '@ticketlab/testing/tokens';
import { eventually } from '@ticketlab/testing/eventually';
import { z } from 'zod';
import { ProblemError } from '../../src/http/problem.ts';
import { route } from '../../src/http/route.ts';
import { DependencyError, DomainError } from '../../src/messaging/errors.ts';
import { currentContext } from '../../src/telemetry/context.ts';
import { json, startTestService } from '../test-service.ts';

const seen = { aborted: false, waiting: 0 };
const failures: Record<string, () => Error> = {
  problem: () => new ProblemError('rate-limited', 'Slower.', { retryAfter: 3.2 }),
  domain: () => new DomainError('sold-out', 'Only 2 are left.'),
  dependency: () => new DependencyError('postgres', 'password=hunter2 refused'),
  bug: () => new TypeError('secret internals'),
};

const routes = () => [
  route({
    method: 'get',
    path: '/api/orders/:id',
    summary: 'One order',
    auth: 'public',
    params: z.object({ id: z.string().min(3) }),
    query: z.object({ limit: z.coerce.number().int().max(5).default(2) }),
    responses: { 200: z.object({ id: z.string(), limit: z.number() }) },
    handler: ({ params, query }) =>
      Promise.resolve({ status: 200, body: { id: params.id, limit: query.limit }, headers: { etag: '"7"' } }),
  }),
  route({
    method: 'post',
    path: '/api/orders',
    summary: 'Place',
    auth: 'user',
    headers: z.object({ 'idempotency-key': z.string().min(8) }),
    body: z.object({ tickets: z.array(z.object({ count: z.int().min(1) })) }),
    responses: { 201: z.object({ by: z.string(), key: z.string(), contextUser: z.string().optional() }) },
    handler: ({ caller, headers }) =>
      Promise.resolve({
        status: 201,
        body: { by: caller.userId, key: headers['idempotency-key'], contextUser: currentContext()?.userId },
      }),
  }),
  route({
    method: 'get',
    path: '/api/admin',
    summary: 'Admins',
    auth: 'admin',
    responses: { 204: null },
    handler: () => Promise.resolve({ status: 204 }),
  }),
  route({
    method: 'get',
    path: '/api/whoami',
    summary: 'Perhaps somebody',
    auth: 'optional',
    responses: { 200: z.object({ userId: z.string().nullable() }) },
    handler: ({ caller }) => Promise.resolve({ status: 200, body: { userId: caller?.userId ?? null } }),
  }),
  route({
    method: 'get',
    path: '/internal/orders',
    summary: 'Internal',
    auth: 'service',
    responses: { 200: z.object({ service: z.string() }) },
    handler: ({ caller }) => Promise.resolve({ status: 200, body: { service: caller.service } }),
  }),
  route({
    method: 'get',
    path: '/api/fail/:how',
    summary: 'Fails',
    auth: 'public',
    params: z.object({ how: z.string() }),
    responses: { 204: null },
    handler: ({ params }) => Promise.reject(failures[params.how]?.() ?? new Error('unknown')),
  }),
  route({
    method: 'get',
    path: '/api/lies',
    summary: 'Leaks a field',
    auth: 'public',
    responses: { 200: z.object({ id: z.string() }) },
    handler: () => {
      const body = { id: 'x', passwordHash: 'oops' };
      return Promise.resolve({ status: 200 as const, body });
    },
  }),
  route({
    method: 'get',
    path: '/api/slow',
    summary: 'Waits for the client to leave',
    auth: 'public',
    responses: { 204: null },
    handler: ({ signal }) => {
      seen.waiting += 1;
      const { promise, resolve } = Promise.withResolvers<{ status: 204 }>();
      signal.addEventListener('abort', () => {
        seen.aborted = true;
        resolve({ status: 204 });
      });
      return promise;
    },
  }),
  route({
    method: 'get',
    path: '/api/replayed',
    summary: 'A stored answer',
    auth: 'public',
    responses: { 201: z.object({ id: z.string() }) },
    handler: () =>
      Promise.resolve({ stored: true, status: 201, body: { id: 'kept' }, headers: { 'idempotency-replayed': 'true' } }),
  }),
  route({
    method: 'get',
    path: '/api/image.svg',
    summary: 'An image',
    auth: 'public',
    contentType: 'image/svg+xml',
    responses: { 200: z.string() },
    handler: () => Promise.resolve({ status: 200 as const, body: '<svg/>' }),
  }),
];

let service: Awaited<ReturnType<typeof startTestService>>;
let identity: TestIdentity;

beforeAll(async () => {
  identity = await createTestIdentity();
  service = await startTestService(routes, { identity });
});
afterAll(async () => {
  await service.close();
  await identity.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function post(body: string, headers: Record<string, string>) {
  return fetch(`${service.url}/api/orders`, { method: 'POST', body, headers });
}

describe('every answer', () => {
  it('carries request id, traceparent and who served it; a sane request id is kept', async () => {
    const response = await get('/api/orders/abc', { 'x-request-id': 'given-by-client', traceparent: 'junk' });
    expect(response.headers.get('x-request-id')).toBe('given-by-client');
    expect(response.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(response.headers.get('x-served-by')).toBe(`order-service/${service.kit.instance}`);
    expect(response.headers.get('x-powered-by')).toBeNull();
    const insane = await get('/nope', { 'x-request-id': 'bad id <script>' });
    expect(z.uuidv7().safeParse(insane.headers.get('x-request-id')).success).toBe(true);
  });

  it('comes from the documented port and from the own port alike', async () => {
    expect(await (await fetch(`${service.ownUrl}/api/orders/abc`)).json()).toEqual({ id: 'abc', limit: 2 });
    expect(await (await get('/api/orders/abc')).json()).toEqual({ id: 'abc', limit: 2 });
  });

  it('becomes 304 for a known ETag', async () => {
    const response = await get('/api/orders/abc', { 'if-none-match': 'W/"6", W/"7"' });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
  });

  it('can be a stored one, or something other than JSON', async () => {
    const replayed = await get('/api/replayed');
    expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    const image = await get('/api/image.svg');
    expect([image.headers.get('content-type'), await image.text()]).toEqual(['image/svg+xml', '<svg/>']);
  });
});

describe('problems', () => {
  it.each([
    ['/nope', 404, 'route-not-found'],
    ['/api/orders/a', 400, 'validation-failed'],
    ['/api/orders/%zz', 400, 'malformed-body'],
    ['/api/fail/problem', 429, 'rate-limited'],
    ['/api/fail/domain', 409, 'sold-out'],
    ['/api/fail/dependency', 503, 'service-unavailable'],
    ['/api/fail/bug', 500, 'internal'],
    ['/api/lies', 500, 'internal'],
  ])('GET %s is a %i %s', async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = await json(response);
    expect(body).toMatchObject({ type: `/problems/${code}`, status, instance: path });
    expect(body['requestId']).toBe(response.headers.get('x-request-id'));
    expect(JSON.stringify(body)).not.toMatch(/hunter2|secret internals|node_modules|\.ts:/);
  });

  it('tell what is wrong and what would be right, field by field', async () => {
    const { errors } = await json(await get('/api/orders/abc?limit=9'));
    expect(errors).toEqual([{ path: 'query.limit', message: expect.stringContaining('<=5') as unknown }]);
  });

  it('say when to come back', async () => {
    expect((await get('/api/fail/problem')).headers.get('retry-after')).toBe('4');
    expect((await get('/api/fail/dependency')).headers.get('retry-after')).toBe('1');
  });

  it('answer a wrong method with what is allowed', async () => {
    const response = await fetch(`${service.url}/api/whoami`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('answer even what is not HTTP', async () => {
    const socket = connect(service.instancePort, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nBad Header\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*validation-failed/);
    expect(answer).toContain(`\r\nX-Served-By: order-service/${service.kit.instance}\r\n`);
    const [, requestId] = /\r\nX-Request-Id: (\S+)\r\n/.exec(answer) ?? [];
    expect(z.uuidv7().safeParse(requestId).success).toBe(true);
    expect(answer).toContain(`"requestId":"${requestId}"`);
  });
});

describe('bodies', () => {
  const good = JSON.stringify({ tickets: [{ count: 2 }] });
  const headers = () => ({
    ...bearer(identity.user({ userId: 'u-1' }).token),
    'content-type': 'application/json',
    'idempotency-key': 'key-0001',
  });

  it('reach the handler with caller and headers', async () => {
    const response = await post(good, headers());
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ by: 'u-1', key: 'key-0001', contextUser: 'u-1' });
  });

  it.each([
    ['{"tickets":', {}, 400, 'malformed-body'],
    ['{"tickets":[{"count":0}]}', {}, 400, 'validation-failed'],
    ['', {}, 400, 'validation-failed'],
    ['tickets=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    [JSON.stringify({ tickets: 'x'.repeat(110_000) }), {}, 413, 'body-too-large'],
    [good, { 'idempotency-key': 'short' }, 400, 'validation-failed'],
  ])('%#: are refused clearly', async (body, extra, status, code) => {
    const response = await post(body, { ...headers(), ...extra });
    expect(response.status).toBe(status);
    expect(await json(response)).toMatchObject({ type: `/problems/${code}` });
  });

  it('are not even read for strangers', async () => {
    const response = await post('{"tickets":', { 'content-type': 'application/json' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('callers', () => {
  it('are users, admins, services or nobody, as the route wants', async () => {
    const user = bearer(identity.user({ userId: 'u-2' }).token);
    expect((await get('/api/admin', user)).status).toBe(403);
    expect((await get('/api/admin', bearer(identity.admin().token))).status).toBe(204);
    expect(await (await get('/api/whoami')).json()).toEqual({ userId: null });
    expect(await (await get('/api/whoami', user)).json()).toEqual({ userId: 'u-2' });
    expect((await get('/internal/orders', user)).status).toBe(401);
    const right = bearer(createServiceToken('payment-service', 'order-service'));
    expect(await (await get('/internal/orders', right)).json()).toEqual({ service: 'payment-service' });
    const wrong = bearer(createServiceToken('payment-service', 'ticket-service'));
    expect((await get('/internal/orders', wrong)).status).toBe(401);
  });
});

describe('a client that leaves', () => {
  it('aborts the handler, and is counted as 499', async () => {
    const request = httpRequest(`${service.url}/api/slow`).on('error', () => undefined);
    request.end();
    await eventually(() => {
      expect(seen.waiting).toBe(1);
    });
    expect(service.kit.metrics.httpInFlight.count).toBe(1);
    request.destroy();
    await eventually(async () => {
      expect(seen.aborted).toBe(true);
      expect(await service.kit.metrics.registry.metrics()).toMatch(/_count\{[^}]*route="\/api\/slow",status="499"\} 1/);
    });
    expect(service.kit.metrics.httpInFlight.count).toBe(0);
  });
});

describe('metrics and documents', () => {
  it('name routes by template and leave probes out', async () => {
    await get('/api/orders/one');
    await get('/healthz');
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{[^}]*method="GET",route="\/api\/orders\/:id",status="200"\}/,
    );
    expect(metrics).toContain('route="unmatched"');
    expect(metrics).not.toMatch(/route="[^"]*(one|healthz|nope)"/);
  });

  it('serves the same document at both places', async () => {
    const own = await json(await get('/openapi.json'));
    expect(own['openapi']).toBe('3.1.0');
    expect(await json(await get('/api/orders/openapi.json'))).toEqual(own);
  });
});
