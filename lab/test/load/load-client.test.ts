import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLoadClient, type LoadClient } from '../../load/load-client.ts';
import { serve } from './http-server.ts';

const closers: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function clientOf(url: string, connections = 4, timeoutMs = 5_000): LoadClient {
  const client = createLoadClient(url, { connections, timeoutMs });
  closers.push(() => client.close());
  return client;
}

const get = (path: string) => ({ endpoint: path, method: 'GET' as const, path });

/** A server that answers each request with these bytes, as they are. */
async function raw(...answers: ((socket: Socket) => void)[]): Promise<string> {
  const sockets = new Set<Socket>();
  let next = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => answers[next++]?.(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the load client', () => {
  it('sends method, path, headers, token and JSON, and reads what comes back', async () => {
    const server = await serve((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        const { authorization, 'idempotency-key': key, host } = req.headers;
        res.setHeader('content-type', 'application/json').setHeader('x-request-id', 'abc');
        res.end(JSON.stringify({ method: req.method, url: req.url, authorization, key, host, body }));
      });
    });
    closers.push(() => server.close());
    const answer = await clientOf(server.url).exchange({
      endpoint: 'x',
      method: 'POST',
      path: '/a?b=c',
      token: 'secret',
      headers: { 'idempotency-key': 'k' },
      body: { city: 'Zürich' },
    });
    expect([answer.status, answer.header('x-request-id'), answer.header('x-other')]).toEqual([200, 'abc', undefined]);
    expect(answer.body).toEqual({
      method: 'POST',
      url: '/a?b=c',
      authorization: 'Bearer secret',
      key: 'k',
      host: new URL(server.url).host,
      body: '{"city":"Zürich"}',
    });
  });

  it('reads bodies of a length, in chunks, to the end of the connection, and none, however they are cut up', async () => {
    const slowly = (text: string) => (socket: Socket) => {
      socket.setNoDelay(true);
      const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
      const send = (): void => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(byte, () => setImmediate(send));
      };
      send();
    };
    const url = await raw(
      slowly('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'),
      slowly(
        'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n',
      ),
      slowly('HTTP/1.1 204 No Content\r\n\r\n'),
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'),
    );
    const client = clientOf(url, 1);
    const bodies: unknown[] = [];
    for (let count = 0; count < 4; count += 1) bodies.push((await client.exchange(get('/'))).body);
    expect(bodies).toEqual(['hello', 'hello', '', 'hello']);
  });

  it('says what went wrong with a connection', async () => {
    const url = await raw(
      (socket) => socket.destroy(),
      (socket) => void socket.write('SSH-2.0-x\r\n\r\n'),
      () => undefined,
    );
    const client = clientOf(url, 4, 300);
    await expect(client.exchange(get('/'))).rejects.toMatchObject({ code: expect.stringMatching(/closed|ECONNRESET/) });
    await expect(client.exchange(get('/'))).rejects.toMatchObject({ code: 'not-http' });
    await expect(client.exchange(get('/'))).rejects.toMatchObject({ code: 'response-timeout' });
    await expect(clientOf('http://127.0.0.1:1').exchange(get('/'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('asks again when a kept connection was closed at that moment, but never sends a POST twice', async () => {
    const ok = (socket: Socket): void => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const url = await raw(
      ok,
      (socket) => socket.destroy(),
      ok,
      (socket) => socket.destroy(),
      ok,
    );
    const client = clientOf(url, 1);
    await client.exchange(get('/'));
    expect((await client.exchange(get('/'))).status).toBe(200);
    await expect(client.exchange({ ...get('/'), method: 'POST' })).rejects.toThrow(/closed|ECONNRESET/);
  });

  it('lets further requests wait for a connection, and uses none that the server has said goodbye on', async () => {
    let most = 0;
    let now = 0;
    const server = await serve((_req, res) => {
      most = Math.max(most, (now += 1));
      setTimeout(() => {
        now -= 1;
        res.setHeader('connection', 'close').end();
      }, 10);
    });
    closers.push(() => server.close());
    const client = clientOf(server.url, 2);
    const answers = await Promise.all(Array.from({ length: 9 }, () => client.exchange(get('/'))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
    expect(most).toBe(2);
  });
});
