import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { faultListSchema } from '@ticketlab/contracts/http/faults';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { createKit, createService, type Kit, type Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { stubService, type StubService } from '@ticketlab/testing/stub-service';
import { testTerms } from '@ticketlab/testing/terms';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { createFaultControl } from '../controller/src/faults/fault-control.ts';
import { faultRoutes } from '../controller/src/http/fault-routes.ts';
import { labHome } from '../runtimes/local/home.ts';
import { startControlServer } from '../supervisor/control-server.ts';
import { processToken } from '../supervisor/process-identity.ts';
import type { LabState } from '../supervisor/state.ts';
import { runCli } from './fixtures/run-cli.ts';

const home = labHome({ TICKETLAB_HOME: mkdtempSync(join(tmpdir(), 'lab-fault-')) });
const fault = (...args: string[]) => runCli(['lab.sh', 'fault', ...args], { TICKETLAB_HOME: home.dir, NO_COLOR: '1' });
const onOrders = ['--service', 'order-service', '--for', '50s'];

let redis: TestRedis;
let identity: TestIdentity;
let kit: Kit;
let controller: Service;
let orders: StubService;
let gateway: Server;
let gatewayWorks = true;
let supervisor: ChildProcess;
let control: Server;

/** As much of a running lab as the command talks to: the supervisor's state, a gateway that signs in, a controller. */
beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
  kit = createKit('lab-controller', parseConfig({}, testEnv({ redis, identity })));
  controller = createService(kit, { routes: faultRoutes(createFaultControl(kit), kit.clock) });
  orders = await stubService('order-service', {}, { redis, id: 'order-service-1' });
  const { port } = await controller.start();
  await eventually(() => expect(kit.discovery.instances('order-service')).toHaveLength(1));

  gateway = createServer((req, res) => {
    if (!gatewayWorks) {
      res.writeHead(500).end('{}');
      return;
    }
    if (req.url === '/api/users/login') {
      const admin = identity.admin();
      const now = new Date().toISOString();
      const user = { id: admin.userId, email: 'a@b.example', displayName: 'A', role: 'ADMIN', locked: false };
      res.end(
        JSON.stringify({ accessToken: admin.token, expiresIn: 900, user: { ...user, createdAt: now, updatedAt: now } }),
      );
      return;
    }
    void (async () => {
      const chunks = await Array.fromAsync(req);
      const body = Buffer.concat(chunks as Buffer[]);
      const answer = await fetch(`http://127.0.0.1:${port}${req.url ?? ''}`, {
        method: req.method ?? 'GET',
        headers: { authorization: req.headers.authorization ?? '', 'content-type': 'application/json' },
        body: body.length === 0 ? null : body,
      });
      res.writeHead(answer.status).end(await answer.text());
    })();
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const edge = { name: 'api-gateway', edge: true, port: (gateway.address() as AddressInfo).port };

  for (const dir of [home.run, home.secrets]) mkdirSync(dir, { recursive: true });
  writeFileSync(join(home.secrets, 'SERVICE_TOKEN_SECRET'), testTerms.serviceSecret);
  const services = [edge, { name: 'lab-controller', edge: false, port }];
  writeFileSync(home.planFile, JSON.stringify({ host: '127.0.0.1', services }));
  supervisor = spawn('sleep', ['300']);
  const pid = supervisor.pid ?? 0;
  writeFileSync(home.supervisorFile, JSON.stringify({ pid, token: processToken(pid) }));
  const state: LabState = { pid, startedAt: '', portOffset: 0, phase: 'ready', stores: [], services: [], events: [] };
  const nothing = () => undefined;
  control = await startControlServer(home.controlSocket, {
    ...{ state: () => state, startStores: nothing, declare: nothing, scale: nothing, retryNow: nothing, stop: nothing },
    restart: () => Promise.resolve(),
    release: () => Promise.resolve(),
    rollback: () => Promise.resolve(),
  });
});
afterAll(async () => {
  supervisor.kill();
  control.close();
  gateway.close();
  await controller.close();
  await orders.close();
  await Promise.all([redis.stop(), identity.close()]);
  rmSync(home.dir, { recursive: true, force: true });
});
beforeEach(async () => {
  gatewayWorks = true;
  await createFaultControl(kit).clear();
});

describe('wrong usage exits 2, says what is wrong, and starts nothing', () => {
  it.each([
    [['start', 'gremlin', ...onOrders], 'Allowed choices are latency, error'],
    [['start', 'latency', '--service', 'order-service'], "required option '--for <time>' not specified"],
    [['start', 'latency', '--service', 'order-service', '--for', '31m'], 'at most 30m'],
    [
      ['start', 'latency', ...onOrders, '--set', 'delayMs=99999'],
      '--set delayMs: must be a number of ms from 1 to 30000',
    ],
    [
      ['start', 'deadlock', '--service', 'event-service', '--for', '5s'],
      '--service: deadlock is possible for user-service',
    ],
    [['stop', 'ffff'], 'There is no fault ffff (any more)'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await fault(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(await createFaultControl(kit).list()).toEqual([]);
  });
});

describe.each([
  ['through the gateway', true],
  ['past a gateway that does not work', false],
])('%s', (_how, works) => {
  beforeEach(() => {
    gatewayWorks = works;
  });

  it('starts, lists and stops', async () => {
    const started = await fault('start', 'latency', ...onOrders, '--set', 'delayMs=5', '--seed', '7');
    expect(started.code).toBe(0);
    expect(started.stdout).toContain('latency on order-service (delayMs=5 jitterMs=100), seed 7.');
    expect(started.stderr.includes('directly')).toBe(!works);
    const [, id = ''] = /fault stop (\S+)/.exec(started.stdout) ?? [];

    const { stdout } = await fault('list');
    expect(stdout).toMatch(/^ID +KIND +HITS +HOW +SHARE +LEFT\n/);
    expect(stdout).toMatch(new RegExp(`^${id} +latency +order-service +delayMs=5 jitterMs=100 +100 % +\\d+ s$`, 'm'));
    const list = faultListSchema.parse(JSON.parse((await fault('list', '--json')).stdout));
    expect(list).toMatchObject({ items: [{ id, parameters: { delayMs: 5 }, ttlSeconds: 50 }], exerciseRunning: false });

    expect((await fault('stop', id.slice(-7))).stdout).toBe('latency on order-service has ended.\n');
    expect(await createFaultControl(kit).list()).toEqual([]);
  });

  it('shows of an exercise only that it runs, and clears it', async () => {
    const wish = { target: { service: 'order-service' as const }, preset: 'mild' as const, parameters: {} };
    await createFaultControl(kit).start({ ...wish, kind: 'cpu', ttlSeconds: 60 }, 'an exercise', true);
    expect((await fault('list')).stdout).toBe('An exercise is running.\n');
    expect((await fault('clear')).stdout).toBe(
      'One fault has ended.\nOne belonged to an exercise: clearing it counts as giving up.\n',
    );
  });
});

it('explains each kind without a lab', async () => {
  const { code, stdout } = await runCli(['lab.sh', 'fault', 'kinds', 'pool-exhaustion'], {
    TICKETLAB_HOME: '/nowhere',
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('db_pool_connections') });
});
