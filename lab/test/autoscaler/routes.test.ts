import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { createAutoscalerApi, type AutoscalerApi } from '../../autoscaler/experiment/lab-api.ts';
import { createLabClient } from '../../client/lab-client.ts';
import { createAutoscaler } from '../../controller/src/autoscaler/autoscaler.ts';
import { autoscalerRoutes } from '../../controller/src/http/autoscaler-routes.ts';
import { createEventStream } from '@ticketlab/service-kit/http/event-stream';
import { spec } from './observations.ts';
import { createLab } from './simulated-lab.ts';

let redis: TestRedis;
let identity: TestIdentity;
let controller: Service;
let url: string;
let api: AutoscalerApi;
const lab = createLab(140);

beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
  const kit = createKit('lab-controller', parseConfig({}, testEnv({ redis, identity })));
  const autoscaler = createAutoscaler({
    control: lab.control,
    specs: () =>
      new Map([
        ['order-service', { service: 'order-service', spec: spec({ maxReplicas: 4 }), requests: { cpu: 100 } }],
      ]),
    settings: { enabled: true, syncPeriodSeconds: 0.5, timeScale: 50, off: [] },
    clock: Date.now,
  });
  const stream = createEventStream();
  controller = createService(kit, {
    routes: autoscalerRoutes({ autoscaler, stream }),
    workers: [autoscaler.worker, stream.worker],
  });
  const { port } = await controller.start();
  url = `http://127.0.0.1:${port}`;
  api = createAutoscalerApi(
    createLabClient({ url: `${url}/api/lab`, signIn: () => Promise.resolve(identity.admin().token) }),
  );
});

afterAll(async () => {
  await controller.close();
  await Promise.all([redis.stop(), identity.close()]);
});

describe('/api/lab/autoscaler', () => {
  it('tells settings, spec and the latest decision of each service', async () => {
    await eventually(async () => {
      const { services, problem } = await api.status();
      expect(problem).toBeNull();
      expect(services[0]?.decision?.metrics[0]?.metric).toBe('cpu utilization');
    });
    const { settings, services } = await api.status();
    expect(settings).toEqual({ enabled: true, syncPeriodSeconds: 0.5, timeScale: 50, off: [] });
    expect(services[0]).toMatchObject({
      service: 'order-service',
      active: true,
      spec: { maxReplicas: 4 },
      requests: { cpu: 100 },
    });
  });

  it('tells the decisions about a service since a time', async () => {
    await eventually(async () =>
      expect((await api.decisions('order-service', new Date(0).toISOString())).length).toBeGreaterThan(3),
    );
    const all = await api.decisions('order-service', new Date(0).toISOString());
    const third = all[2]?.at ?? '';
    const later = await api.decisions('order-service', third);
    expect(later.every(({ at }) => at > third)).toBe(true);
    expect(await api.decisions('chat-service', new Date(0).toISOString())).toEqual([]);
  });

  it('changes what is given and leaves the rest', async () => {
    expect(await api.set({ off: ['order-service'] })).toMatchObject({ enabled: true, off: ['order-service'] });
    expect(await api.set({ enabled: false })).toMatchObject({ enabled: false, off: ['order-service'], timeScale: 50 });
    await api.set({ enabled: true, off: [] });
    await expect(api.set({ timeScale: 61 })).rejects.toMatchObject({ status: 400 });
  });

  it('streams the status, then each decision', async () => {
    const stop = new AbortController();
    const { token } = identity.admin();
    const response = await fetch(`${url}/api/lab/autoscaler/stream`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('event: decision')) text += (await reader?.read())?.value ?? '';
    stop.abort();
    expect(text).toMatch(/^event: status\ndata: \{"settings"/);
    expect(text).toContain('"service":"order-service"');
  });

  it.each(['GET', 'PUT'])('%s is for admins', async (method) => {
    const { token } = identity.user();
    const response = await fetch(`${url}/api/lab/autoscaler`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
  });
});
