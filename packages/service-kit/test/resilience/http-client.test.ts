import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { z } from 'zod';
import { verifyServiceToken, toServiceKey } from '../../src/auth/service-token.ts';
import type { Kit } from '../../src/kit.ts';
import type { Discovery, Instance } from '../../src/resilience/discovery.ts';
import { createHttpClient } from '../../src/resilience/http-client.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from '../../src/resilience/upstream-errors.ts';
import { runInContext } from '../../src/telemetry/context.ts';
import { createTestKit } from '../test-service.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An instance of ticket-service that answers as the test says, and remembers what it was asked. */
async function startInstance(id: string, handle: Handler) {
  const requests: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    requests.push(req);
    req.resume();
    handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  cleanups.push(stop);
  const { port } = server.address() as AddressInfo;
  const instance: Instance = { service: 'ticket-service', id, host: '127.0.0.1', port, version: '', startedAt: '' };
  return { instance, requests, stop };
}

/** A kit that knows exactly these instances; reported ones are dropped. */
function createClient(instances: Instance[]) {
  const known = [...instances];
  const discovery: Discovery = {
    instances: () => known,
    onChange: () => () => undefined,
    reportFailure: (failed) => void known.splice(known.indexOf(failed), 1),
    start: () => Promise.resolve(),
    close: () => undefined,
  };
  const kit: Kit = { ...createTestKit(), discovery };
  cleanups.push(() => kit.close());
  return { client: createHttpClient(kit, 'ticket-service'), kit, known };
}

const respond =
  (status: number, body: unknown): Handler =>
  (_req, res) => {
    res.statusCode = status;
    res.end(JSON.stringify(body));
  };

const get = { method: 'GET', path: '/internal/x', schema: { 200: z.object({ ok: z.boolean() }) } } as const;

async function failure(call: Promise<unknown>): Promise<UpstreamUnavailableError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof UpstreamUnavailableError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

async function breakerState(kit: Kit): Promise<number | undefined> {
  const metric = await kit.metrics.registry.getSingleMetric('circuit_breaker_state')?.get();
  return metric?.values[0]?.value;
}

describe('http client', () => {
  it('sends service token, request id and trace, and gives back typed answers by status', async () => {
    const { instance, requests } = await startInstance('a', respond(201, { id: 'r-1' }));
    const { client } = createClient([instance]);
    const context = {
      requestId: 'request-1',
      traceId: 'a'.repeat(32),
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    };
    const schema = { 201: z.object({ id: z.string() }), 409: z.object({ left: z.number() }) };
    const answer = await runInContext(context, () =>
      client.request({ method: 'POST', path: '/internal/r', body: { a: 1 }, schema, idempotent: false }),
    );
    expect(answer).toEqual({ status: 201, body: { id: 'r-1' } });
    const headers = requests[0]?.headers ?? {};
    expect(headers).toMatchObject({ 'x-request-id': 'request-1', 'content-type': 'application/json' });
    expect(headers.traceparent).toMatch(new RegExp(`^00-${'a'.repeat(32)}-(?!${'b'.repeat(16)})[0-9a-f]{16}-01$`));
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const key = toServiceKey('test-only-service-token-secret');
    expect(verifyServiceToken(key, token, 'ticket-service').caller.service).toBe('order-service');
  });

  it('throws the problem of a 4xx that the caller did not list, without another try', async () => {
    const problem = { type: '/problems/not-found', title: 'Not found', status: 404 };
    const { instance, requests } = await startInstance('a', respond(404, problem));
    const { client } = createClient([instance]);
    const error = await client.request({ ...get, idempotent: true }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamProblemError);
    expect(error).toMatchObject({ status: 404, problem, problemCode: 'not-found' });
    expect(requests).toHaveLength(1);
  });

  it('tries an idempotent call on another instance, one that is not idempotent never', async () => {
    const bad = await startInstance('bad', respond(500, {}));
    const good = await startInstance('good', respond(200, { ok: true }));
    const { client } = createClient([bad.instance, good.instance]);
    for (let i = 0; i < 6; i++) {
      expect(await client.request({ ...get, idempotent: true })).toEqual({ status: 200, body: { ok: true } });
    }
    const alone = createClient([bad.instance]);
    const asked = bad.requests.length;
    expect((await failure(alone.client.request({ ...get, method: 'POST', idempotent: false }))).reason).toBe('status');
    expect(bad.requests).toHaveLength(asked + 1);
    expect((await failure(alone.client.request({ ...get, idempotent: true }))).reason).toBe('status');
    expect(bad.requests).toHaveLength(asked + 4);
    const counted = await alone.kit.metrics.registry.getSingleMetric('service_calls_total')?.get();
    expect(counted?.values).toMatchObject([{ value: 4, labels: { target: 'ticket-service' } }]);
  });

  it('reports an instance that refuses connections and goes elsewhere, even when the call is not idempotent', async () => {
    const gone = await startInstance('gone', respond(200, { ok: true }));
    const good = await startInstance('good', respond(200, { ok: true }));
    gone.stop();
    const { client, known } = createClient([gone.instance, good.instance]);
    for (let i = 0; i < 8; i++) await client.request({ ...get, method: 'POST', idempotent: false });
    expect(known).toEqual([good.instance]);
    expect(good.requests).toHaveLength(8);
  });

  it('tries three times and no more, also when every instance has just died, and comes to the living one by and by', async () => {
    const living = await startInstance('z', respond(200, { ok: true }));
    const dead = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => startInstance(id, respond(200, {}))));
    for (const { stop } of dead) stop();
    const { client, known } = createClient(dead.map(({ instance }) => instance));
    expect(await failure(client.request({ ...get, idempotent: true }))).toMatchObject({ reason: 'refused' });
    expect(known).toHaveLength(2);
    known.push(living.instance);
    expect((await client.request({ ...get, idempotent: true })).status).toBe(200);
    expect(known).toContain(living.instance);
  });

  it('says in which way an upstream failed', async () => {
    const silent = await startInstance('silent', () => undefined);
    const cut = await startInstance('cut', (req) => req.socket.destroy());
    const wrong = await startInstance('wrong', respond(200, { ok: 'yes' }));
    const calls = (instances: Instance[], timeoutMs = 5_000) =>
      failure(createClient(instances).client.request({ ...get, idempotent: false, timeoutMs }));
    expect(await calls([silent.instance], 60)).toMatchObject({ reason: 'timeout', notSent: false });
    expect(await calls([cut.instance])).toMatchObject({ reason: 'connection', notSent: false });
    expect(await calls([wrong.instance])).toMatchObject({ reason: 'bad-response' });
    expect(await calls([])).toMatchObject({ reason: 'no-instance', notSent: true });
  });

  it('stops at once when the caller leaves, which is nobody’s failure', async () => {
    const silent = await startInstance('silent', () => undefined);
    const { client, kit } = createClient([silent.instance]);
    const leaving = new AbortController();
    const call = client.request({ ...get, idempotent: true, signal: leaving.signal });
    await eventually(() => {
      expect(silent.requests).toHaveLength(1);
    });
    leaving.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(silent.requests).toHaveLength(1);
    expect(await breakerState(kit)).toBe(0);
  });

  it('counts an upstream that hangs until the caller has no more time, and opens for it', async () => {
    const silent = await startInstance('silent', () => undefined);
    const { client, kit } = createClient([silent.instance]);
    const hang = async () => {
      const leaving = new AbortController();
      const seen = silent.requests.length;
      const call = failure(client.request({ ...get, idempotent: true, timeoutMs: 300, signal: leaving.signal }));
      await eventually(() => expect(silent.requests.length).toBe(seen + 2));
      leaving.abort();
      return call;
    };
    for (let i = 0; i < 5; i++) expect((await hang()).reason).toBe('timeout');
    expect(await breakerState(kit)).toBe(2);
  });

  it('refuses calls beyond its share instead of piling them up', async () => {
    const silent = await startInstance('silent', () => undefined);
    const { client } = createClient([silent.instance]);
    const leaving = new AbortController();
    const calls = Array.from({ length: 100 }, () =>
      client.request({ ...get, idempotent: false, signal: leaving.signal }).catch(() => undefined),
    );
    expect(await failure(client.request({ ...get, idempotent: false }))).toMatchObject({ reason: 'overloaded' });
    leaving.abort();
    await Promise.all(calls);
  });

  it('opens its breaker after five failed calls, refuses, and closes it after a good trial', async () => {
    let healthy = false;
    const flaky = await startInstance('flaky', (req, res) => {
      respond(healthy ? 200 : 500, { ok: true })(req, res);
    });
    const { client, kit } = createClient([flaky.instance]);
    const call = () => client.request({ ...get, idempotent: false });
    for (let i = 0; i < 5; i++) expect((await failure(call())).reason).toBe('status');
    const refused = await failure(call());
    expect(refused).toMatchObject({ reason: 'circuit-open', notSent: true });
    expect(refused.retryAfter).toBeGreaterThan(1);
    expect(flaky.requests).toHaveLength(5);
    expect(await breakerState(kit)).toBe(2);
    healthy = true;
    await eventually(async () => {
      expect(await call()).toMatchObject({ status: 200 });
    });
    expect(await breakerState(kit)).toBe(0);
  });
});
