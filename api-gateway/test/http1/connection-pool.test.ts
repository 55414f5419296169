import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Call, HeadersTimeoutError } from '../../src/http1/connection.ts';
import { type CallHandle, type ConnectionPool, createConnectionPool } from '../../src/http1/connection-pool.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

interface Target {
  port: number;
  /** connections so far */
  opened(): number;
}

async function listen(server: ReturnType<typeof createNetServer>): Promise<Target> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, opened: () => sockets.length };
}

const serve = (handler: RequestListener): Promise<Target> => listen(createServer(handler));

/** A server that answers each request with these bytes, as they are. */
const raw = (...answers: ((socket: Socket) => void)[]): Promise<Target> => {
  let next = 0;
  return listen(createNetServer((socket) => socket.on('data', () => answers[next++]?.(socket))));
};

function poolOf({ port }: { port: number }, connections = 4): ConnectionPool {
  const pool = createConnectionPool({ host: '127.0.0.1', port, connections, connectTimeoutMs: 1_000 });
  closers.push(() => pool.destroy());
  return pool;
}

interface Sent {
  handle: CallHandle;
  /** status and body */
  answer: Promise<string>;
}

function send(pool: ConnectionPool, call: Partial<Call> = {}, onHead: () => void = () => undefined): Sent {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  promise.catch(() => undefined);
  let text = '';
  const handle = pool.send(
    {
      method: 'GET',
      head: 'GET / HTTP/1.1\r\nhost: x\r\n',
      body: null,
      headersTimeoutMs: 5_000,
      idleTimeoutMs: 5_000,
      ...call,
    },
    {
      onHead({ status }) {
        text = `${status} `;
        onHead();
      },
      onBody(chunk) {
        text += chunk.toString();
        return true;
      },
      onEnd: () => resolve(text),
      onError: reject,
    },
  );
  return { handle, answer: promise };
}

function upload(headers: Record<string, string>, body: Readable): Partial<Call> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    method: 'POST',
    head: `POST / HTTP/1.1\r\nhost: x\r\n${lines.join('')}`,
    body: Object.assign(body, { headers }) as unknown as NonNullable<Call['body']>,
  };
}

describe('a pool of connections', () => {
  it('keeps them, opens no more than it may, and lets the others wait their turn', async () => {
    const target = await serve((_req, res) => res.end('ok'));
    const pool = poolOf(target, 2);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(pool).answer));
    expect(answers).toEqual(Array(10).fill('200 ok'));
    expect(target.opened()).toBe(2);
  });

  it('uses none again that either side wants to end, or that carried more than the answer', async () => {
    const target = await raw(
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok'),
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nok'),
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 Another\r\n\r\n'),
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    );
    const pool = poolOf(target);
    for (let count = 0; count < 5; count += 1) expect(await send(pool).answer).toBe('200 ok');
    expect(target.opened()).toBe(5);
  });

  it('cancels a call that waits or runs, and only that', async () => {
    const target = await serve((req, res) => {
      if (req.url === '/') res.end('ok');
    });
    const pool = poolOf(target, 1);
    const held = send(pool, { head: 'GET /held HTTP/1.1\r\nhost: x\r\n' });
    const waiting = send(pool);
    const next = send(pool);
    waiting.handle.cancel(new Error('not wanted'));
    await expect(waiting.answer).rejects.toThrow('not wanted');
    held.handle.cancel(new Error('left'));
    await expect(held.answer).rejects.toThrow('left');
    expect(await next.answer).toBe('200 ok');
    const after = send(pool);
    next.handle.cancel(new Error('too late'));
    expect(await after.answer).toBe('200 ok');
  });

  it('ends calls under way and takes no more when it closes', async () => {
    const gate = Promise.withResolvers<undefined>();
    const pool = poolOf(await serve((_req, res) => void gate.promise.then(() => res.end('ok'))));
    const running = send(pool);
    pool.close();
    await expect(send(pool).answer).rejects.toThrow('left');
    gate.resolve(undefined);
    expect(await running.answer).toBe('200 ok');
  });

  it('says what went wrong', async () => {
    const target = await raw(
      (socket) => void socket.end(),
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => socket.end()),
      (socket) => void socket.write('SSH-2.0-x\r\n\r\n'),
      () => undefined,
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    );
    const pool = poolOf(target);
    await expect(send(pool).answer).rejects.toThrow('closed');
    await expect(send(pool).answer).rejects.toThrow('closed');
    await expect(send(pool).answer).rejects.toThrow('status line');
    await expect(send(pool, { headersTimeoutMs: 200 }).answer).rejects.toBeInstanceOf(HeadersTimeoutError);
    await expect(send(pool, { idleTimeoutMs: 200 }).answer).rejects.toThrow('silent');
    await expect(send(poolOf({ port: 1 })).answer).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a request’s body', () => {
  it.each([
    ['of a length', { 'content-length': '300000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('%s arrives byte for byte', async (_name, headers: Record<string, string>) => {
    const pool = poolOf(
      await serve((req, res) => {
        let size = 0;
        req.on('data', (chunk: Buffer) => (size += chunk.length)).on('end', () => res.end(String(size)));
      }),
    );
    const pieces = Array.from({ length: 30 }, () => Buffer.alloc(10_000, 'x'));
    expect(await send(pool, upload(headers, Readable.from(pieces))).answer).toBe('200 300000');
    expect(await send(pool).answer).toBe('200 0');
  });

  it('that breaks off fails the call', async () => {
    const pool = poolOf(await serve(() => undefined));
    const body = new Readable({ read: () => undefined });
    const sent = send(pool, upload({ 'content-length': '10' }, body));
    body.push('half');
    body.destroy();
    await expect(sent.answer).rejects.toThrow('broke off');
  });

  it('need not be read by an upstream that answers at once; that connection is not used again', async () => {
    const target = await raw(
      (socket) => void socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'),
      (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    );
    const pool = poolOf(target);
    const body = new Readable({ read: () => undefined });
    const sent = send(pool, upload({ 'content-length': '100000' }, body));
    body.push('half');
    expect(await sent.answer).toBe('413 no');
    expect(await send(pool).answer).toBe('200 ok');
    expect(target.opened()).toBe(2);
  });
});
