import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'undici';
import { parseRange } from '../src/byte-range.ts';
import { script, startPortals, type PortalsFixture } from './portals-fixture.ts';

let site: PortalsFixture;
beforeAll(async () => {
  site = await startPortals((_req, res) => res.end('gateway'));
});
afterAll(() => site.close());

const get = (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  request(site.url.user + path, { method, headers });

/** A path as it is, which a client's URL parser would tidy up. */
async function sendRaw(line: string): Promise<string> {
  const socket = site.dial();
  socket.write(`${line}\r\nhost: portal\r\nconnection: close\r\n\r\n`);
  return text(socket);
}

describe('a page', () => {
  it.each(['/', '/events/0199-42', '/index.html', '/orders?from=mail'])('at %s is index.html', async (path) => {
    const { statusCode, headers, body } = await get(path);
    expect({ statusCode, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
      ...{ statusCode: 200, type: 'text/html; charset=utf-8', cache: 'no-cache' },
    });
    expect(await body.text()).toContain('<title>user-portal</title>');
  });

  it('carries a nonce that no other answer has, in its policy and in its text', async () => {
    const nonces = await Promise.all(
      [1, 2, 3].map(async () => {
        const { headers, body } = await get('/');
        const [, nonce = ''] =
          /style-src 'self' 'nonce-([\w-]{22})'/.exec(String(headers['content-security-policy'])) ?? [];
        expect(await body.text()).toContain(`content="${nonce}"`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  it('lets nothing be loaded from elsewhere, and nobody frame it', async () => {
    const { headers } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    const admin = await request(site.url.admin);
    expect(admin.headers['permissions-policy']).toContain('camera=(self)');
    expect(await admin.body.text()).toContain('admin-portal');
  });

  it('of HEAD is headers only', async () => {
    const { headers, body } = await get('/', {}, 'HEAD');
    expect(Number(headers['content-length'])).toBeGreaterThan(50);
    expect(await body.text()).toBe('');
  });
});

describe('a file', () => {
  const asset = '/assets/index-abc.js';

  it.each([
    ['br, gzip', 'br'],
    ['gzip;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
  ])('for who accepts %s is encoded as %s', async (accepted, encoding) => {
    const { headers, body } = await get(asset, { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    expect(headers['content-length']).toBe(String(bytes.length));
    if (encoding === 'br') expect(brotliDecompressSync(bytes).toString()).toBe(script);
    if (encoding === undefined) expect(bytes.toString()).toBe(script);
  });

  it('whose name stays while its content changes is asked for again', async () => {
    const { headers } = await get('/icon.svg');
    expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    const known = { 'if-none-match': `"another", W/${String(headers['etag'])}` };
    expect((await get('/icon.svg', known)).statusCode).toBe(304);
    expect((await get('/icon.svg', { 'if-modified-since': String(headers['last-modified']) })).statusCode).toBe(304);
    expect((await get('/icon.svg', { 'if-none-match': '"another"' })).statusCode).toBe(200);
    expect((await get('/icon.svg', { ...known, 'accept-encoding': 'br' }, 'HEAD')).statusCode).toBe(304);
  });

  it('is given in part', async () => {
    const part = await get(asset, { range: 'bytes=0-6', 'accept-encoding': 'br' });
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 0-6/${script.length}`]);
    expect(await part.body.text()).toBe(script.slice(0, 7));
    const tail = await get(asset, { range: 'bytes=-5' });
    expect(await tail.body.text()).toBe(script.slice(-5));
    const outside = await get(asset, { range: `bytes=${script.length}-` });
    expect([outside.statusCode, outside.headers['content-range']]).toEqual([416, `bytes */${script.length}`]);
    const changed = await get(asset, { range: 'bytes=0-6', 'if-range': '"before"' });
    expect([changed.statusCode, await changed.body.text()]).toEqual([200, script]);
  });

  it.each([
    ['bytes=2-1', undefined],
    ['bytes=1-2,4-5', undefined],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
    ['bytes=-0', null],
    ['bytes=9-', null],
    ['bytes=-99', { start: 0, end: 8 }],
    ['bytes=4-99', { start: 4, end: 8 }],
  ])('range %s of nine bytes', (header, range) => expect(parseRange(header, 9)).toEqual(range));

  it.each(['/assets/gone.js', '/favicon.ico', '/.vite/manifest.json', '/assets/', '/assets/index-abc.js.br'])(
    'that is not offered, %s, is not found',
    async (path) => {
      const { statusCode, headers, body } = await get(path);
      expect([statusCode, headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(headers['cache-control']).toBe('no-store');
      expect(await body.json()).toMatchObject({ type: '/problems/not-found', instance: path });
    },
  );

  it('is only read', async () => {
    const { statusCode, headers } = await get(asset, {}, 'POST');
    expect([statusCode, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a path that leads out of the build', () => {
  it.each(['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/%00.js'])(
    '%s finds nothing',
    async (path) => {
      const answer = await sendRaw(`GET ${path} HTTP/1.1`);
      expect(answer).toMatch(/^HTTP\/1\.1 404/);
      expect(answer).not.toContain('nobody may read this');
    },
  );

  it.each(['/%', '/%zz', 'http://elsewhere/'])('%s is malformed', async (path) => {
    expect(await sendRaw(`GET ${path} HTTP/1.1`)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('is no HTTP', async () => expect(await sendRaw('HELLO')).toMatch(/^HTTP\/1\.1 400/));
});

describe('a new build', () => {
  it('is served at once, and what belongs to the old one is not found', async () => {
    site.write('next/index.html', '<title>next</title>');
    site.write('next/assets/index-def.js', 'next()');
    const dist = join(site.root, 'user-portal/dist');
    renameSync(dist, `${dist}-old`);
    const meanwhile = await get('/');
    expect(await meanwhile.body.text()).toContain('user-portal');
    expect((await get('/assets/index-abc.js')).statusCode).toBe(404);
    renameSync(join(site.root, 'next'), dist);
    expect(await (await get('/')).body.text()).toContain('next');
    expect(await (await get('/assets/index-def.js')).body.text()).toBe('next()');
    expect((await get('/assets/index-abc.js')).statusCode).toBe(404);
  });

  it('that has never been is told of, and served once it is there', async () => {
    const unbuilt = await startPortals((_req, res) => res.end());
    const dist = join(unbuilt.root, 'admin-portal/dist');
    renameSync(dist, `${dist}-later`);
    const { statusCode, headers, body } = await request(`${unbuilt.url.admin}/orders`);
    expect([statusCode, headers['retry-after']]).toEqual([503, '10']);
    expect(await body.json()).toMatchObject({ detail: expect.stringContaining('has not been built') });
    renameSync(`${dist}-later`, dist);
    expect((await request(unbuilt.url.admin)).statusCode).toBe(200);
    await unbuilt.close();
  });
});

it('a visitor who reads slowly and then leaves holds up nobody', async () => {
  site.write('user-portal/dist/large.json', Buffer.alloc(20_000_000, 'x'));
  site.write('user-portal/dist/index.html', '<title>with something large</title>');
  await (await get('/')).body.text();
  const socket = site.dial();
  socket.write('GET /large.json HTTP/1.1\r\nhost: portal\r\n\r\n');
  await once(socket, 'readable');
  expect(await (await get('/')).body.text()).toContain('large');
  socket.destroy();
  const { body } = await get('/large.json');
  expect((await body.arrayBuffer()).byteLength).toBe(20_000_000);
});
