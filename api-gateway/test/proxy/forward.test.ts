import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { request } from 'undici';
import { announce } from '../announce.ts';
import { type GatewayUnderTest, startGateway } from '../gateway-under-test.ts';

let gateway: GatewayUnderTest;
let instance: { close(): Promise<void> };
let answer: (res: ServerResponse) => void = (res) => res.end();

beforeAll(async () => {
  gateway = await startGateway();
  const server = createServer((req, res) => {
    req.resume();
    answer(res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  instance = await announce(gateway.redis.url, server, ['order-service']);
  await eventually(async () => expect((await gateway.get('/api/orders/1')).status).toBe(200));
});

afterAll(async () => {
  await instance.close();
  await gateway.close();
});

async function fetchBytes(method: 'GET' | 'HEAD' = 'GET') {
  const { statusCode, headers, body } = await request(`${gateway.url}/api/orders/1`, { method });
  return { status: statusCode, headers, bytes: Buffer.from(await body.arrayBuffer()) };
}

describe('a body', () => {
  // around the size up to which it leaves together with its headers
  it.each([0, 1, 1_000, 16_384, 16_385, 300_000])('of %i bytes arrives byte for byte', async (size) => {
    const body = randomBytes(size);
    answer = (res) => res.writeHead(200, { 'content-length': size }).end(body);
    const known = await fetchBytes();
    expect(known.bytes.equals(body)).toBe(true);
    expect(known.headers['content-length']).toBe(String(size));

    answer = (res) => res.writeHead(200, { 'transfer-encoding': 'chunked' }).end(body);
    const chunked = await fetchBytes();
    expect(chunked.bytes.equals(body)).toBe(true);
  });

  it('that comes in pieces is passed on as it comes', async () => {
    const second = Promise.withResolvers<unknown>();
    answer = (res) => {
      res.writeHead(200, { 'content-length': 10 }).write('first');
      void second.promise.then(() => res.end('again'));
    };
    const { body } = await request(`${gateway.url}/api/orders/1`);
    const pieces: string[] = [];
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece.toString());
      second.resolve(undefined);
    }
    expect(pieces).toEqual(['first', 'again']);
  });

  it('may be missing: HEAD keeps the length, 204 and 304 have none', async () => {
    answer = (res) => res.writeHead(200, { 'content-length': 1_000 }).end();
    expect(await fetchBytes('HEAD')).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    for (const status of [204, 304]) {
      answer = (res) => res.writeHead(status, { etag: '"1"' }).end();
      expect(await fetchBytes()).toMatchObject({ status, headers: { etag: '"1"' }, bytes: Buffer.alloc(0) });
    }
    answer = (res) => res.writeHead(200).end('still works');
    expect((await fetchBytes()).bytes.toString()).toBe('still works');
  });
});
