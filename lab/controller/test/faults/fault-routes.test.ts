import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintServiceToken, toServiceKey } from '@ticketlab/service-kit/auth/service-token';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { route } from '@ticketlab/service-kit/http/route';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { stubService, type StubService } from '@ticketlab/testing/stub-service';
import { testTerms } from '@ticketlab/testing/terms';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { readWorkload } from '../../../manifests/workload.ts';
import { catalogueEntry } from '@ticketlab/contracts/http/fault-catalogue';
import { faultServices, mostFaultsPerService } from '@ticketlab/contracts/http/faults';
import { createFaultControl, type FaultControl } from '../../src/faults/fault-control.ts';
import { faultRoutes } from '../../src/http/fault-routes.ts';

let redis: TestRedis;
let identity: TestIdentity;
let controller: Service;
let faults: FaultControl;
let orders: Service;
let events: StubService;
let url: string;
let ordersUrl: string;

beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
  const env = (id: string) => parseConfig({}, testEnv({ redis, identity }, { INSTANCE_ID: id }));
  const kit = createKit('lab-controller', env('lab-controller-1'));
  faults = createFaultControl(kit);
  controller = createService(kit, { routes: faultRoutes(faults, kit.clock) });
  orders = createService(createKit('order-service', env('order-service-1')), {
    routes: [
      route({
        method: 'get',
        path: '/api/orders/:id',
        summary: 'Answers',
        auth: 'public',
        responses: { 204: null },
        handler: () => Promise.resolve({ status: 204 }),
      }),
    ],
  });
  events = await stubService('event-service', {}, { redis, id: 'event-service-1' });
  ordersUrl = `http://127.0.0.1:${(await orders.start()).port}`;
  url = `http://127.0.0.1:${(await controller.start()).port}`;
  await eventually(() => expect(kit.discovery.instances('event-service')).toHaveLength(1));
  await eventually(() => expect(kit.discovery.instances('order-service')).toHaveLength(1));
});
afterAll(async () => {
  await controller.close();
  await orders.close();
  await events.close();
  await Promise.all([redis.stop(), identity.close()]);
});

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown, token = identity.admin().token): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

const serviceToken = () => mintServiceToken(toServiceKey(testTerms.serviceSecret), 'lab-controller', 'lab-controller');
const internally = (method: string, path: string, body?: unknown) => call(method, path, body, serviceToken());
const listed = async () => (await call('GET', '/api/lab/faults')).json;
const onOrders = { kind: 'latency', target: { service: 'order-service' }, ttlSeconds: 30 };
const struck = () => fetch(`${ordersUrl}/api/orders/7`);

describe('a fault', () => {
  it('is filled up from its preset, listed, at work, and ended', async () => {
    const wish = {
      kind: 'error',
      target: { service: 'order-service', instance: 'order-service-1', route: 'GET /api/orders/{id}' },
      preset: 'severe',
      probability: 1,
      parameters: { status: 503 },
      seed: 7,
      ttlSeconds: 30,
    };
    const { status, json } = await call('POST', '/api/lab/faults', wish);
    expect({ status, json }).toMatchObject({
      status: 201,
      json: {
        kind: 'error',
        probability: 1,
        seed: 7,
        parameters: { status: '503' },
        target: { route: 'GET /api/orders/:id' },
      },
    });
    expect(json).not.toHaveProperty('concealed');
    await eventually(async () => expect((await struck()).headers.get('x-lab-fault')).toBe(json['id']));
    expect(await listed()).toMatchObject({ items: [{ id: json['id'] }], exerciseRunning: false });
    expect((await call('DELETE', `/api/lab/faults/${String(json['id'])}`)).status).toBe(204);
    await eventually(async () => expect((await struck()).status).toBe(204));
    expect((await call('DELETE', `/api/lab/faults/${String(json['id'])}`)).status).toBe(404);
    expect(await listed()).toEqual({ items: [], exerciseRunning: false });
  });

  it('leaves the list by itself', async () => {
    await call('POST', '/api/lab/faults', { ...onOrders, ttlSeconds: 1 });
    expect(await listed()).toMatchObject({ items: [{ kind: 'latency' }] });
    await eventually(async () => expect(await listed()).toEqual({ items: [], exerciseRunning: false }));
  });

  it('is cleared with all others, and clearing says how many there were', async () => {
    await call('POST', '/api/lab/faults', onOrders);
    await call('POST', '/api/lab/faults', { ...onOrders, kind: 'cpu' });
    expect(await call('DELETE', '/api/lab/faults')).toEqual({
      status: 200,
      json: { cleared: 2, exerciseEnded: false },
    });
    expect(await call('DELETE', '/api/lab/faults')).toEqual({
      status: 200,
      json: { cleared: 0, exerciseEnded: false },
    });
  });
});

describe('nothing is started, and everything wrong is named, for', () => {
  const on = (service: string) => ({ target: { service } });
  it.each<[string, object, string]>([
    ['an unknown kind', { kind: 'gremlin' }, 'kind'],
    ['an unknown service', on('cloakroom'), 'target.service'],
    ['the controller itself', on('lab-controller'), 'target.service'],
    ['a service that does not run', on('chat-service'), 'target.service'],
    ['an unknown instance', { target: { service: 'order-service', instance: 'order-service-9' } }, 'target.instance'],
    ['an unknown route', { target: { service: 'order-service', route: 'GET /api/nowhere' } }, 'target.route'],
    [
      'a route where none is meant',
      { kind: 'cpu', target: { service: 'order-service', route: '/api/orders/:id' } },
      'target.route',
    ],
    ['a deadlock in MongoDB', { kind: 'deadlock', ...on('event-service') }, 'target.service'],
    ['a pause of somebody who does not consume', { kind: 'consumer-pause', ...on('event-service') }, 'target.service'],
    ['a topic not consumed', { kind: 'poison-message', parameters: { topic: 'order-events' } }, 'parameters.topic'],
    ['a store it does not have', { kind: 'datastore-down', parameters: { store: 'mongodb' } }, 'parameters.store'],
    ['a partition from nobody', { kind: 'partition' }, 'parameters.peer'],
    ['a partition from itself', { kind: 'partition', parameters: { peer: 'order-service' } }, 'parameters.peer'],
    ['no TTL', { ttlSeconds: undefined }, 'ttlSeconds'],
    ['a TTL over the cap', { ttlSeconds: 1_801 }, 'ttlSeconds'],
    ['a probability over the cap', { probability: 1.1 }, 'probability'],
    ['a share of what has none', { kind: 'cpu', probability: 0.5 }, 'probability'],
    ['memory over the cap', { kind: 'memory-leak', parameters: { capMb: 4_096 } }, 'parameters.capMb'],
    ['threads over the cap', { kind: 'cpu', parameters: { millicores: 64_000 } }, 'parameters.millicores'],
    ['an unknown parameter', { parameters: { volume: 11 } }, 'parameters.volume'],
    ['an unknown field', { forever: true }, ''],
  ])('%s', async (_what, wish, path) => {
    const { status, json } = await call('POST', '/api/lab/faults', { ...onOrders, ...wish });
    expect(status).toBe(400);
    expect(json['type']).toBe('/problems/validation-failed');
    expect((json['errors'] as { path: string }[]).map((error) => error.path)).toContain(path);
    expect(await listed()).toEqual({ items: [], exerciseRunning: false });
  });

  it('one fault too many', async () => {
    for (let n = 0; n < mostFaultsPerService; n++) {
      expect((await call('POST', '/api/lab/faults', onOrders)).status).toBe(201);
    }
    expect((await call('POST', '/api/lab/faults', onOrders)).status).toBe(400);
    expect((await call('DELETE', '/api/lab/faults')).json).toMatchObject({ cleared: mostFaultsPerService });
  });

  it('anybody but an admin', async () => {
    expect((await call('POST', '/api/lab/faults', onOrders, identity.user().token)).status).toBe(403);
    expect((await call('POST', '/internal/faults', onOrders)).status).toBe(401);
  });
});

describe('during an exercise', () => {
  it('shows that it runs and nothing else, until it is cleared, which says so', async () => {
    const concealed = { ...onOrders, kind: 'error', probability: 1, concealed: true };
    const { json } = await internally('POST', '/internal/faults', concealed);
    expect(await listed()).toEqual({ items: [], exerciseRunning: true });
    await eventually(async () => expect((await struck()).headers.get('x-lab-fault')).toBe('exercise'));
    expect((await call('DELETE', `/api/lab/faults/${String(json['id'])}`)).status).toBe(404);
    expect((await internally('GET', '/internal/faults')).json).toMatchObject({ items: [{ id: json['id'] }] });
    expect((await call('POST', '/api/lab/faults', concealed)).status).toBe(400);
    expect((await call('DELETE', '/api/lab/faults')).json).toEqual({ cleared: 1, exerciseEnded: true });
    await eventually(async () => expect((await struck()).status).toBe(204));
  });

  it('ends a single one from inside', async () => {
    const { json } = await internally('POST', '/internal/faults', { ...onOrders, concealed: true });
    expect((await internally('DELETE', `/internal/faults/${String(json['id'])}`)).status).toBe(204);
    expect((await internally('DELETE', '/internal/faults')).json).toEqual({ cleared: 0, exerciseEnded: false });
  });
});

describe('a fault that is renewed', () => {
  it('goes on beyond its first end without a break, and ends with its last one', async () => {
    const wish = { ...onOrders, kind: 'error' as const, preset: 'mild' as const, parameters: {}, probability: 1 };
    const startedAt = performance.now();
    const { id } = await faults.start({ ...wish, target: { service: 'order-service' }, ttlSeconds: 2 }, 'test', true);
    await eventually(async () => expect((await struck()).status).toBe(500));
    expect(await faults.renew(id, 3)).toBe(true);
    while (performance.now() - startedAt < 2_600) expect((await struck()).status).toBe(500);
    await eventually(async () => expect((await struck()).status).toBe(204));
    expect(await faults.renew(id, 30)).toBe(false);
    expect(await faults.list()).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('is served, every kind with its presets and limits', async () => {
    const { status, json } = await call('GET', '/api/lab/faults/kinds');
    expect(status).toBe(200);
    expect(json['kinds']).toHaveLength(13);
  });

  it.each(faultServices)(
    'of stalls keeps its promises for %s: mild stays below the liveness limit, severe does not',
    (name) => {
      const { livenessProbe: probe } = readWorkload('k8s/base', name);
      const { mild, severe } = catalogueEntry('event-loop-stall').presets;
      expect(Number(mild.parameters['stallMs'])).toBeLessThan((probe.timeoutSeconds * 1_000) / 2);
      const untilKilled = (probe.periodSeconds + probe.timeoutSeconds) * probe.failureThreshold;
      expect(Number(severe.parameters['stallMs'])).toBeGreaterThan(untilKilled * 1_000);
    },
  );
});
