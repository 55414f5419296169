import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { eventually } from '@ticketlab/testing/eventually';
import { announce } from '../announce.ts';
import { type GatewayUnderTest, startGateway } from '../gateway-under-test.ts';

let open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.reverse()) await each.close();
  open = [];
});

/** A gateway before a notification-service that takes every upgrade and sends back what it gets. */
async function startWithEcho(env: Record<string, string> = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(env);
  open.push(gateway);
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('upgrade', (_req, socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const instance = await announce(gateway.redis.url, server, ['notification-service']);
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return instance.close();
    },
  });
  return gateway;
}

interface Client {
  socket: Socket;
  /** everything that came so far, the head of the answer included */
  text(): string;
}

function askForUpgrade({ url }: GatewayUnderTest, path = `${notificationSocketPath}/?transport=websocket`): Client {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  return { socket, text: () => text };
}

/** Upgrades, as soon as the instance is known. */
async function upgrade(gateway: GatewayUnderTest): Promise<Client> {
  return eventually(async () => {
    const client = askForUpgrade(gateway);
    await once(client.socket, 'data');
    expect(client.text()).toMatch(/^HTTP\/1\.1 101 /);
    return client;
  });
}

async function refusal(gateway: GatewayUnderTest, path?: string): Promise<string> {
  const client = askForUpgrade(gateway, path);
  await once(client.socket, 'close');
  return client.text();
}

describe('an upgraded connection', () => {
  it('carries bytes both ways, and ends when nothing has moved on it for a while', async () => {
    const gateway = await startWithEcho({ STREAM_IDLE_TIMEOUT_MS: '1000' });
    const quiet = await upgrade(gateway);
    const busy = await upgrade(gateway);
    let quietEndedAt = 0;
    quiet.socket.once('close', () => (quietEndedAt = performance.now()));
    const startedAt = performance.now();
    while (quietEndedAt === 0 && performance.now() - startedAt < 5_000) {
      busy.socket.write('.');
      await wait(50);
    }
    expect(quietEndedAt - startedAt).toBeGreaterThan(700);
    expect(busy.socket.destroyed).toBe(false);
    expect(busy.text()).toMatch(/\r\n\r\n\.{10,}$/);
    busy.socket.destroy();
  });

  it('has a place of its own, which comes back when it ends', async () => {
    const gateway = await startWithEcho({ BULKHEAD_STREAMS: '1' });
    const first = await upgrade(gateway);
    expect(await refusal(gateway)).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n/s);
    first.socket.destroy();
    (await upgrade(gateway)).socket.destroy();
  });

  it('gives its place back when the instance cannot be reached', async () => {
    const gateway = await startGateway({ BULKHEAD_STREAMS: '1' });
    open.push(gateway);
    const server = createServer((_req, res) => res.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const instance = await announce(gateway.redis.url, server, ['notification-service']);
    open.push({ close: () => instance.close().catch(() => undefined) });
    await eventually(async () => expect((await gateway.get('/api/notifications')).status).toBe(200));
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    // broken off without an answer; a lost place would be answered with 503
    for (let i = 0; i < 3; i += 1) expect(await refusal(gateway)).toBe('');
  });
});

describe('a plain answer at a socket path', () => {
  it('carries the name of the gateway when the upstream gave none', async () => {
    const gateway = await startGateway();
    open.push(gateway);
    const server = createServer((_req, res) => res.writeHead(400).end('{}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(await announce(gateway.redis.url, server, ['notification-service']));
    await eventually(async () => {
      const answer = await gateway.get('/api/notifications');
      expect(answer.status).toBe(400);
      expect(answer.headers['x-served-by']).toMatch(/^api-gateway\//);
    });
  });
});

describe('an upgrade is refused', () => {
  it('with 403 from an address on the deny list, with 429 above the limit, with 404 elsewhere', async () => {
    const denying = await startGateway({ DENY_ADDRESSES: '127.0.0.1' });
    const limiting = await startGateway({ LIMIT_ADDRESS: '1' });
    open.push(denying, limiting);
    const denied = await refusal(denying);
    expect(denied).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(denied).not.toMatch(/retry-after/i);
    expect(await refusal(limiting)).toMatch(/^HTTP\/1\.1 503 /);
    expect(await refusal(limiting)).toMatch(/^HTTP\/1\.1 429 .*\r\nRetry-After: 1\r\n/s);
    expect(await refusal(limiting, '/api/orders')).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('with a problem that says who refused which request', async () => {
    const gateway = await startGateway();
    open.push(gateway);
    const answer = await refusal(gateway, '/api/orders?token=hidden');
    expect(answer).toMatch(/\r\nX-Served-By: api-gateway\/[\w-]+\r\n/);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const requestId = /\r\nX-Request-Id: (\S+)\r\n/.exec(head)?.[1];
    expect(requestId).toBeDefined();
    expect(JSON.parse(body)).toMatchObject({
      type: '/problems/route-not-found',
      status: 404,
      instance: '/api/orders',
      requestId,
    });
  });

  it('for good, also when the client never ends its side', async () => {
    const gateway = await startGateway();
    open.push(gateway);
    const socket = connect({ port: Number(new URL(gateway.url).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.resume();
    socket.write('GET /api/orders HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'end');
    // a socket that is gone on the other side answers what is sent with a reset
    const writing = setInterval(() => socket.write('.'), 20);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    clearInterval(writing);
    expect(['ECONNRESET', 'EPIPE']).toContain(error.code);
    socket.destroy();
  });
});
