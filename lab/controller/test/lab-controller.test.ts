import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import type { Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { startControlServer } from '../../supervisor/control-server.ts';
import type { LabState } from '../../supervisor/state.ts';
import { parseControllerConfig } from '../src/config.ts';
import { createLabController } from '../src/service.ts';

let redis: TestRedis;
let identity: TestIdentity;
beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
});
afterAll(() => Promise.all([redis.stop(), identity.close()]));

interface Running {
  service: Service;
  call(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; json: unknown }>;
}

async function start(extra: Record<string, string>): Promise<Running> {
  const service = createLabController(parseControllerConfig(testEnv({ redis, identity }, extra)));
  const { port } = await service.start();
  return {
    service,
    async call(method, path, body, token = identity.admin().token) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

describe('without a supervisor', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start({});
  });
  afterAll(() => running.service.close());

  it('says that it cannot scale', async () => {
    expect((await running.call('GET', '/api/lab/topology')).json).toMatchObject({
      runtime: 'unmanaged',
      canScale: false,
    });
    const { status, json } = await running.call('PUT', '/api/lab/services/order-service/scale', { instances: 2 });
    expect({ status, json }).toMatchObject({ status: 501, json: { type: '/problems/runtime-unsupported' } });
  });

  it.each([
    ['PUT', '/api/lab/services/order-service/scale', { instances: 21 }, 'instances'],
    ['PUT', '/api/lab/services/cloakroom/scale', { instances: 1 }, 'path.service'],
    ['GET', '/api/lab/history?minutes=1441', undefined, 'query.minutes'],
    ['GET', '/api/lab/dead-letters?topic=gossip', undefined, 'query.topic'],
  ])('%s %s with %j names what is wrong: %s', async (method, path, body, place) => {
    const { status, json } = await running.call(method, path, body);
    expect(status).toBe(400);
    expect((json as { errors: { path: string }[] }).errors.map((error) => error.path)).toContain(place);
  });

  it('is for admins only', async () => {
    const { status } = await running.call('GET', '/api/lab/topology', undefined, identity.user().token);
    expect(status).toBe(403);
  });
});

describe('with Prometheus', () => {
  const asked: string[] = [];
  let prometheus: Server;
  let running: Running;

  beforeAll(async () => {
    prometheus = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://prometheus');
      const query = searchParams.get('query') ?? '';
      asked.push(query);
      const start = Number(searchParams.get('start'));
      const metric = query.includes('service') ? { service: 'order-service' } : {};
      const value = query.includes('histogram_quantile') ? 'NaN' : '2';
      response.end(
        JSON.stringify({
          status: 'success',
          data: { resultType: 'matrix', result: [{ metric, values: [[start, value]] }] },
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    const { port } = prometheus.address() as AddressInfo;
    running = await start({ PROMETHEUS_URL: `http://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await running.service.close();
    prometheus.close();
  });

  it('takes history from there, as far as there are samples', async () => {
    const { status, json } = await running.call('GET', '/api/lab/history?minutes=60&service=order-service');
    const { points, ...rest } = json as { points: HistoryPoint[] };
    expect({ status, ...rest }).toEqual({ status: 200, source: 'prometheus', stepSeconds: 10 });
    expect(points).toHaveLength(361);
    expect(points[0]).toMatchObject({ consumerLag: 2, services: [{ ready: 2, p95Ms: null, breaker: 'open' }] });
    expect(points[1]?.services[0]).toMatchObject({ ready: 0, requestsPerSecond: 0 });
    expect(asked).toContain('sum(max by (topic) (dlq_depth))');
  });

  it('answers 503 when it does not answer', async () => {
    prometheus.closeAllConnections();
    prometheus.close();
    expect(await running.call('GET', '/api/lab/history')).toMatchObject({ status: 503 });
  });
});

describe('with a supervisor', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-controller-'));
  const socket = join(dir, 'control.sock');
  const scaled: [string, number][] = [];
  let control: Server;
  let running: Running;

  beforeAll(async () => {
    control = await startControlServer(socket, {
      state: () => emptyLab,
      scale: (service, instances) => void scaled.push([service, instances]),
      restart: () => Promise.reject(new Error('event-service-2 did not become ready: no memory')),
      release: () => Promise.resolve(),
      rollback: () => Promise.resolve(),
      startStores: () => undefined,
      declare: () => undefined,
      retryNow: () => undefined,
      stop: () => undefined,
    });
    running = await start({ LAB_CONTROL_SOCKET: socket, OBSERVE_EVERY_MS: '200' });
  });
  afterAll(async () => {
    await running.service.close();
    rmSync(dir, { recursive: true });
  });

  it('hands wishes over and repeats its refusals', async () => {
    const admin = identity.admin();
    const path = '/api/lab/services/order-service/scale';
    const { status } = await running.call('PUT', path, { instances: 3 }, admin.token);
    expect([status, scaled]).toEqual([202, [['order-service', 3]]]);
    const pending = Object.values(await running.service.kit.redis.hgetall('audit:pending'));
    expect(pending.map((text) => JSON.parse(text) as object)).toContainEqual(
      expect.objectContaining({
        action: 'lab.services.scale.set',
        subject: 'order-service',
        actor: admin.userId,
        detail: { instances: 3 },
      }),
    );
    expect(await running.call('POST', '/api/lab/services/event-service/restart')).toMatchObject({
      status: 409,
      json: { detail: 'event-service-2 did not become ready: no memory' },
    });
  });

  it('answers 503 when the supervisor has gone', async () => {
    control.closeAllConnections();
    control.close();
    rmSync(socket, { force: true });
    expect(await running.call('GET', '/api/lab/instances')).toMatchObject({ status: 503 });
  });
});

it('serves nothing when LAB_MODE is off', async () => {
  const running = await start({ LAB_MODE: 'off' });
  expect(await running.call('GET', '/api/lab/topology')).toMatchObject({ status: 404 });
  await running.service.close();
});

const emptyLab: LabState = {
  pid: 1,
  startedAt: new Date(0).toISOString(),
  portOffset: 0,
  phase: 'ready',
  stores: [],
  services: [],
  events: [],
};
