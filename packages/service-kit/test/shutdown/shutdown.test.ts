import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { testEnv } from '@ticketlab/testing/env';
import { createRedis, waitForRedis } from '../../src/redis/connect.ts';

interface Message {
  type: string;
  instance: string;
  port: number;
  instancePort: number;
}

const cleanups: (() => unknown)[] = [];
const cache = mkdtempSync(join(tmpdir(), 'ticketlab-compiled-'));
let redis: TestRedis;

beforeAll(async () => {
  redis = await createTestRedis();
});
afterAll(async () => {
  await redis.stop();
  rmSync(cache, { recursive: true });
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [new URL('fixture-service.ts', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache, ...testEnv({ redis }), LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { child, exit, output: () => output };
}

function message(child: ChildProcess, type: string): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  child.on('message', (received) => {
    if ((received as Message).type === type) resolve(received as Message);
  });
  child.once('exit', (code) => {
    reject(new Error(`ended with ${code ?? 'a signal'}`));
  });
  return promise;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** One request over a kept connection; resolves to its status and whether the server wants the connection closed. */
function ask(agent: Agent, port: number, path: string): Promise<{ status: number; closes: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; closes: boolean }>();
  const request = httpRequest({ agent, host: '127.0.0.1', port, path }, (response) => {
    response.resume();
    response.once('end', () => {
      resolve({ status: response.statusCode ?? 0, closes: response.headers.connection === 'close' });
    });
  });
  request.once('error', reject);
  request.end();
  return promise;
}

describe('a draining service', () => {
  it('leaves discovery, closes kept connections politely, finishes what runs, and exits 0', async () => {
    const { child, exit, output } = run({ DRAIN_MS: '400' });
    const { instance, instancePort, port } = await message(child, 'ready');
    const reader = createRedis(redis.url, 'reader');
    cleanups.push(() => reader.disconnect());
    await waitForRedis(reader, 2_000);
    const key = `discovery:instance:order-service/${instance}`;
    await eventually(async () => {
      expect(JSON.parse((await reader.get(key)) ?? '{}')).toMatchObject({ id: instance, port: instancePort });
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanups.push(() => agent.destroy());
    expect(await ask(agent, port, '/healthz')).toEqual({ status: 200, closes: false });

    const running = fetch(`http://127.0.0.1:${port}/api/orders/slow?ms=800`);
    await eventually(async () => {
      expect(await (await fetch(`http://127.0.0.1:${instancePort}/metrics`)).text()).toMatch(/in_flight\{[^}]*\} 2/);
    });
    child.kill('SIGTERM');
    await eventually(async () => {
      expect(await ask(agent, port, '/readyz')).toEqual({ status: 503, closes: true });
    });
    expect(await reader.get(key)).toBeNull();
    expect((await running).status).toBe(200);
    expect(await exit).toEqual([0, null]);
    const events = output().match(/"event":"(starting|ready|draining|stopped)"|sweeper stopped/g);
    expect(events).toEqual([
      '"event":"starting"',
      '"event":"ready"',
      '"event":"draining"',
      'sweeper stopped',
      '"event":"stopped"',
    ]);
  });
});

describe('a crash', () => {
  it('by an error nobody caught is logged and ends the process with 1', async () => {
    const { child, exit, output } = run({});
    const { port } = await message(child, 'ready');
    await fetch(`http://127.0.0.1:${port}/api/orders/crash`, { method: 'POST' }).catch(() => undefined);
    expect(await exit).toEqual([1, null]);
    expect(output()).toMatch(/"level":"fatal".*"event":"crashed".*nobody caught this/);
  });

  it('of the start by a wrong configuration is told plainly, with 2', async () => {
    const { exit, output } = run({ PORT: 'eighty', DRAIN_MS: '-1' });
    expect(await exit).toEqual([2, null]);
    expect(output()).toMatch(/^The configuration is wrong:\n {2}PORT: .*\n {2}DRAIN_MS: .*\n$/);
  });

  it('of the start by an occupied port is told, with 1', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    cleanups.push(() => blocker.close());
    const { exit, output } = run({ PORT: String((blocker.address() as AddressInfo).port) });
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain('EADDRINUSE');
  });
});

describe('replicas behind one port', () => {
  it('are replaced one by one under kept connections without a failed request', async () => {
    const port = await freePort();
    const { child } = run({ PORT: String(port), REPLICAS: '2', DRAIN_MS: '300' });
    await message(child, 'ready');
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    cleanups.push(() => agent.destroy());
    const replaced = message(child, 'replaced');
    let running = true;
    const statuses = new Map<number | string, number>();
    const load = Array.from({ length: 4 }, async () => {
      while (running) {
        const key = await ask(agent, port, '/api/orders/slow?ms=2').then(
          ({ status }) => status,
          (error: unknown) => String(error),
        );
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
      }
    });
    child.kill('SIGUSR2');
    await replaced;
    running = false;
    await Promise.all(load);
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(50);
  });
});
