import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { eventually } from '@ticketlab/testing/eventually';
import { request } from 'undici';
import { startPortals, type PortalsFixture } from './portals-fixture.ts';

let site: PortalsFixture;
afterEach(() => site.close());

const start = async (answer: RequestListener, drainMs?: number) => (site = await startPortals(answer, drainMs));

/** Settles with the next request that the gateway gets; the test answers it. */
async function nextCall(): Promise<[IncomingMessage, ServerResponse]> {
  return (await once(site.gateway, 'request')) as [IncomingMessage, ServerResponse];
}

const upgradeLines = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'host: portal',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version: 13',
    '\r\n',
  ].join('\r\n');

describe('what goes to the gateway', () => {
  it('arrives as it was sent, and the answer comes back as it was given', async () => {
    await start((req, res) => {
      void json(req).then((body) => {
        res.writeHead(201, 'Made', { 'set-cookie': ['a=1', 'b=2'], 'x-served-by': 'order-service/1' });
        res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }));
      });
    });
    const { statusCode, headers, body } = await request(`${site.url.user}/api/orders?x=%2F..&y=1`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k', 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
      body: JSON.stringify({ eventId: 'e' }),
    });
    expect(statusCode).toBe(201);
    expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-served-by': 'order-service/1' });
    expect(headers['content-security-policy']).toBeUndefined();
    expect(await body.json()).toMatchObject({
      ...{ method: 'POST', url: '/api/orders?x=%2F..&y=1', body: { eventId: 'e' } },
      headers: { 'idempotency-key': 'k', 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
    });
  });

  it('is /api and nothing else', async () => {
    const asked: string[] = [];
    await start((req, res) => {
      asked.push(req.url ?? '');
      res.end();
    });
    for (const path of ['/api', '/api/events', '/apis', '/internal/users', '/metrics']) {
      await (await request(site.url.admin + path)).body.dump();
    }
    expect(asked).toEqual(['/api', '/api/events']);
  });

  it('keeps its length, or its lack of one', async () => {
    await start((req, res) => {
      void text(req).then((body) => res.end(`${String(req.headers['transfer-encoding'])} ${body}`));
    });
    const send = async (method: 'DELETE' | 'POST', body: string | Iterable<string>) =>
      (await request(`${site.url.user}/api/x`, { method, body: body as never })).body.text();
    expect(await send('POST', ['a', 'b'])).toBe('chunked ab');
    expect(await send('DELETE', 'abc')).toBe('undefined abc');
  });

  it('is tried again when the connection it was to go on had just been closed', async () => {
    const connections = new Set<Socket>();
    await start(({ socket }, res) => {
      if (connections.has(socket)) socket.destroy();
      else res.end('answered');
      connections.add(socket);
    });
    const ask = async () => (await request(`${site.url.user}/api/x`)).body.text();
    expect([await ask(), await ask()]).toEqual(['answered', 'answered']);
    expect(connections.size).toBe(2);
  });
});

describe('without a gateway', () => {
  it('a request gets a problem that tells when to try again, and nothing of the inside', async () => {
    await start((_req, res) => res.end('back'));
    const { port } = site.gateway.address() as { port: number };
    site.gateway.close();
    site.gateway.closeAllConnections();
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, headers, body } = await request(`${site.url.user}/api/events`, {
        method,
        body: method === 'POST' ? 'x'.repeat(500_000) : null,
      });
      expect(statusCode).toBe(503);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '2' });
      const problem = (await body.json()) as Record<string, unknown>;
      expect(problem).toEqual({
        ...{ type: '/problems/service-unavailable', title: 'The service is not available right now', status: 503 },
        ...{ detail: 'The API gateway does not answer.', instance: '/api/events', requestId: headers['x-request-id'] },
      });
    }
    const socket = site.dial();
    socket.write(upgradeLines('/api/chat/socket.io/?EIO=4&transport=websocket'));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n[^]*retry-after: 2\r\n/);

    site.gateway.listen(port, '127.0.0.1');
    await once(site.gateway, 'listening');
    expect(await (await request(`${site.url.user}/api/events`)).body.text()).toBe('back');
  });

  it('an answer that breaks off half way breaks off for the client, too', async () => {
    await start((_req, res) => {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half', () => res.destroy());
    });
    const { body } = await request(`${site.url.user}/api/events`);
    await expect(body.text()).rejects.toThrow();
    expect((await request(site.url.user)).statusCode).toBe(200);
  });
});

describe('a client that leaves', () => {
  it('before the answer takes its request to the gateway with it', async () => {
    await start(() => undefined);
    const socket = site.dial();
    socket.write('GET /api/events HTTP/1.1\r\nhost: portal\r\n\r\n');
    const [, answer] = await nextCall();
    socket.destroy();
    await once(answer, 'close');
    expect(answer.writableFinished).toBe(false);
  });

  it('an event stream ends the stream at the gateway', async () => {
    await start((_req, res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders());
    const calling = nextCall();
    const leave = new AbortController();
    const { body, headers } = await request(`${site.url.admin}/api/lab/stream`, { signal: leave.signal });
    expect(headers['content-type']).toBe('text/event-stream');
    const [, stream] = await calling;
    stream.write('data: 1\n\n');
    for await (const chunk of body) {
      expect(String(chunk)).toBe('data: 1\n\n');
      break;
    }
    leave.abort();
    await eventually(() => expect(stream.closed).toBe(true));
  });

  it('with half of its request sent ends that at the gateway', async () => {
    await start((req) => req.resume());
    const socket = site.dial();
    socket.write('POST /api/orders HTTP/1.1\r\nhost: portal\r\ncontent-length: 1000\r\n\r\nhalf');
    const [call] = await nextCall();
    socket.destroy();
    await eventually(() => expect(call.destroyed).toBe(true));
  });
});

describe('a socket', () => {
  const openSocket = (path = '/api/notifications/socket.io/?EIO=4&transport=websocket') => {
    site.gateway.on('upgrade', (req: IncomingMessage, peer) => {
      peer.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      peer.write(`for ${String(req.headers['x-forwarded-for'])};`);
      peer.on('data', (chunk: Buffer) => peer.write(chunk));
      peer.on('error', () => undefined);
      peer.on('end', () => peer.end());
    });
    const socket = site.dial().setEncoding('utf8');
    let heard = '';
    socket.on('data', (chunk: string) => (heard += chunk));
    socket.write(upgradeLines(path));
    return { socket, heard: () => heard };
  };

  it.each(['notifications', 'chat'])('of %s carries bytes both ways until either side ends it', async (name) => {
    await start((_req, res) => res.end());
    const { socket, heard } = openSocket(`/api/${name}/socket.io/?EIO=4`);
    await eventually(() => expect(heard()).toMatch(/^HTTP\/1\.1 101 [^]*for 127\.0\.0\.1;$/));
    socket.write('ping');
    await eventually(() => expect(heard()).toMatch(/ping$/));
    socket.end();
    await once(socket, 'close');
  });

  it.each(['/', '/api/orders', '/api/chat/socket.io/../x', '/api/chat/socket.iox'])(
    'at %s is refused',
    async (path) => {
      await start((_req, res) => res.end());
      const socket = site.dial();
      socket.write(upgradeLines(path));
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 Not Found\r\n[^]*"type":"\/problems\/route-not-found"/);
    },
  );

  it('whose client is gone without a word is ended at the gateway, too', async () => {
    await start((_req, res) => res.end());
    const upgrading = once(site.gateway, 'upgrade');
    const { socket, heard } = openSocket();
    const [, peer] = (await upgrading) as [IncomingMessage, Socket];
    await eventually(() => expect(heard()).toContain('101'));
    socket.resetAndDestroy();
    await eventually(() => expect(peer.destroyed).toBe(true));
  });

  it('that the gateway refuses is told why', async () => {
    await start((_req, res) => res.end());
    site.gateway.on('upgrade', (_req, peer) =>
      peer.end('HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\nno'),
    );
    const socket = site.dial();
    socket.write(upgradeLines('/api/chat/socket.io/'));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 429 [^]*no$/);
  });

  it('is ended when the portals drain, and so are event streams; other requests are finished', async () => {
    await start((req, res) => {
      if (req.url === '/api/stream') res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    }, 300);
    const { socket, heard } = openSocket();
    await eventually(() => expect(heard()).toContain('101'));
    const stream = await request(`${site.url.user}/api/stream`);
    const calling = nextCall();
    const slow = request(`${site.url.user}/api/slow`);
    const [, answer] = await calling;

    const closing = site.portals.close();
    const last = await request(site.url.user);
    expect(last.headers['connection']).toBe('close');
    expect((await request(`${site.url.own}/readyz`)).statusCode).toBe(503);
    await once(socket, 'close');
    await stream.body.text();
    answer.end('finished');
    expect(await (await slow).body.text()).toBe('finished');
    await closing;
    await expect(request(site.url.user)).rejects.toThrow(/ECONNREFUSED|other side closed/);
  });
});

describe('probes and metrics', () => {
  it('are answered at every port, and tell what was asked of which portal', async () => {
    await start((_req, res) => res.writeHead(404).end());
    await (await request(`${site.url.user}/api/nothing`)).body.dump();
    await (await request(site.url.admin)).body.dump();
    for (const url of Object.values(site.url)) {
      expect(await (await request(`${url}/healthz`)).body.text()).toBe('ok');
      expect(await (await request(`${url}/readyz`)).body.json()).toEqual({ ready: true, reasons: [] });
    }
    const metrics = await (await request(`${site.url.own}/metrics`)).body.text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{.*method="GET",route="user-portal api",status="404"\} 1/,
    );
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{.*method="GET",route="admin-portal page",status="200"\} 1/,
    );
    expect(metrics).not.toContain('healthz');
  });
});
