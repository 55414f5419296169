import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentDetail } from '@ticketlab/contracts/http/experiments';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { startControlServer } from '../../supervisor/control-server.ts';
import { type ControllerUnderTest, idleService, labOf, startController } from './controller-under-test.ts';

const dir = mkdtempSync(join(tmpdir(), 'experiments-'));
const startedAt = new Date();
let redis: TestRedis;
let identity: TestIdentity;
let control: Server;
let controller: ControllerUnderTest;

beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
  const socket = join(dir, 'control.sock');
  control = await startControlServer(socket, {
    state: () => labOf([idleService('order-service', startedAt)]),
    scale: () => undefined,
    restart: () => Promise.resolve(),
    release: () => Promise.resolve(),
    rollback: () => Promise.resolve(),
    startStores: () => undefined,
    declare: () => undefined,
    retryNow: () => undefined,
    stop: () => undefined,
  });
  const extra = { LAB_CONTROL_SOCKET: socket, OBSERVE_EVERY_MS: '200', LAB_HOME: dir };
  controller = await startController({ redis, identity }, extra);
});
afterAll(async () => {
  await controller.service.close();
  control.close();
  await Promise.all([redis.stop(), identity.close()]);
  rmSync(dir, { recursive: true });
});

const base = '/api/lab/experiments';
const get = async (id: string) => (await controller.call('GET', `${base}/${id}`)).json as ExperimentDetail;
const start = async (body: object) => {
  const { status, json } = await controller.call('POST', base, body);
  return { status, id: (json as { id?: string }).id ?? '', json };
};
const ended = (id: string) =>
  eventually(
    async () => {
      const experiment = await get(id);
      if (experiment.endedAt === null) throw new Error(`still ${experiment.state}`);
      return experiment;
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );

it('predicts, one at a time, tells who watches, and keeps what was predicted', async () => {
  const { status, id } = await start({ service: 'order-service', millicores: 300, holdSeconds: 30, dryRun: true });
  expect(status).toBe(202);
  expect((await start({})).status).toBe(409);
  const stream = await fetch(`${controller.url}${base}/${id}/stream`, {
    headers: { authorization: `Bearer ${identity.admin().token}`, accept: 'text/event-stream' },
  });
  // it ends with the experiment
  const text = await stream.text();
  const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
  expect(events[0]).toBe('experiment');
  expect(events).toContain('prediction');
  expect(events.at(-1)).toBe('experiment');
  const experiment = await ended(id);
  expect(experiment).toMatchObject({ state: 'ended', verdict: null, problem: null, samples: [], note: null });
  expect(experiment.prediction?.peak).toBeGreaterThan(1);
  expect(experiment.prediction?.steps[0]).toMatchObject({ current: 1, text: expect.any(String) });
  const listed = (await controller.call('GET', base)).json as { items: { id: string; samples?: unknown }[] };
  expect(listed.items.map((item) => [item.id, item.samples])).toEqual([[id, undefined]]);
  const late = await fetch(`${controller.url}${base}/${id}/stream`, {
    headers: { authorization: `Bearer ${identity.admin().token}` },
  });
  expect(await late.text()).toContain('"state":"ended"');
}, 60_000);

it('refuses what the machine cannot do, in words', async () => {
  const { id } = await start({ millicores: 100_000, dryRun: true });
  expect(await ended(id)).toMatchObject({ state: 'refused', problem: expect.stringContaining('too much') });
}, 60_000);

it('is ended in order, and gives the autoscaler its settings back', async () => {
  const settings = () =>
    controller.call('GET', '/api/lab/autoscaler').then(({ json }) => (json as { settings: unknown }).settings);
  const before = await settings();
  const { id } = await start({ millicores: 300, timeScale: 10 });
  await eventually(async () => expect((await get(id)).note).toContain('calibrating'), { timeoutMs: 20_000 });
  expect(await settings()).not.toEqual(before);
  expect((await controller.call('DELETE', `${base}/${id}`)).status).toBe(202);
  expect(await ended(id)).toMatchObject({ state: 'broken', problem: expect.stringContaining('nothing was changed') });
  expect(await settings()).toEqual(before);
  // again changes nothing
  expect((await controller.call('DELETE', `${base}/${id}`)).json).toMatchObject({ state: 'broken' });
}, 60_000);

it('names what is wrong, and is for admins only', async () => {
  const wrong = [{ millicores: 1, megabytes: 1 }, { service: 'lab-controller' }, { holdSeconds: 1 }, { timeScale: 61 }];
  for (const body of wrong) expect((await start(body)).status).toBe(400);
  expect((await controller.call('GET', `${base}/${startedAt.getTime()}`)).status).toBe(400);
  expect((await controller.call('GET', `${base}/${identity.user().userId}`)).status).toBe(404);
  expect((await controller.call('POST', base, {}, identity.user().token)).status).toBe(403);
  const alone = await startController({ redis, identity });
  expect(await alone.call('POST', base, {})).toMatchObject({ status: 501 });
  await alone.service.close();
});

it('explains a service as the doctor does, and says where there is nothing to explain', async () => {
  const ask = (service: string) => controller.call('GET', `/api/lab/autoscaler/${service}/doctor`);
  const { status, json } = await ask('order-service');
  expect({ status, json }).toMatchObject({
    status: 200,
    json: { service: 'order-service', runtime: 'local', summary: expect.stringContaining('order-service has 1') },
  });
  expect((await ask('lab-controller')).status).toBe(404);
  expect((await ask('cloakroom')).status).toBe(400);
});

it('tells the objectives once the system has been looked at', async () => {
  await eventually(async () => {
    const { json } = await controller.call('GET', '/api/lab/slos');
    const { asOf, items } = json as { asOf: string | null; items: { name: string; budgetLeft: number | null }[] };
    expect(asOf).not.toBeNull();
    // nobody has asked the gateway for anything, since there is none
    expect(items.map(({ name, budgetLeft }) => [name, budgetLeft])).toContainEqual(['available', null]);
  });
});
