import { createSecretKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { signAccessToken } from '../../src/auth/access-token.ts';
import { type Auth, createAuth } from '../../src/auth/auth.ts';
import { createKeySource } from '../../src/auth/jwks.ts';
import { createJwksLoader } from '../../src/auth/load-jwks.ts';
import { mintServiceToken, toServiceKey } from '../../src/auth/service-token.ts';
import { createTokenCache } from '../../src/auth/token-cache.ts';
import { ProblemError } from '../../src/http/problem.ts';
import type { Discovery, Instance } from '../../src/resilience/discovery.ts';
import { createLogger } from '../../src/telemetry/logger.ts';

const log = createLogger({ service: 'test', instance: 'test', level: 'silent' });
const terms = { issuer: 'ticketlab-test', audience: 'ticketlab-test-api' };
const serviceSecret = 'test-only-service-token-secret';
const user = { userId: 'u-1', role: 'USER', sessionId: 's-1' } as const;

function createKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  return { kid, privateKey, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } };
}

/** user-service's key set, which the test changes, empties and breaks. */
const issuer = { keys: [createKey()], broken: false, asked: 0 };
const server = createServer((_req, res) => {
  issuer.asked += 1;
  res.statusCode = issuer.broken ? 503 : 200;
  res.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }));
});
let instance: Instance;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  instance = { service: 'user-service', id: 'u', host: '127.0.0.1', port, version: '', startedAt: '' };
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  Object.assign(issuer, { keys: [createKey()], broken: false, asked: 0 });
});

/** Auth as a service has it, with a clock for the loading of keys. */
function createTestAuth(): { auth: Auth; clock: { now: number } } {
  const clock = { now: 1_000_000 };
  const discovery: Pick<Discovery, 'instances' | 'onChange'> = {
    instances: () => [instance],
    onChange: () => () => undefined,
  };
  const keys = createKeySource({ load: createJwksLoader(discovery, undefined), log, now: () => clock.now });
  const revocations = { isRevoked: () => false, load: () => Promise.resolve(), onRevoked: () => undefined };
  return { auth: createAuth({ service: 'order-service', terms, serviceSecret, keys, revocations }), clock };
}

function sign(overrides: { key?: ReturnType<typeof createKey>; now?: Date; audience?: string; issuer?: string } = {}) {
  const [key = createKey()] = overrides.key === undefined ? issuer.keys : [overrides.key];
  return signAccessToken(key, user, { ...terms, now: new Date(), expiresInSeconds: 900, ...overrides });
}

async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('access tokens', () => {
  it('are believed when signed by the issuer, and then known without asking again', async () => {
    const { auth } = createTestAuth();
    const token = sign();
    const verified = await auth.verifyAccessToken(token);
    expect(verified.caller).toEqual({ kind: 'user', ...user });
    expect(verified.expiresAt - Date.now()).toBeGreaterThan(890_000);
    expect(auth.verifyAccessToken(token)).toBe(verified);
    expect(issuer.asked).toBe(1);
  });

  it('are refused with the reason', async () => {
    const { auth } = createTestAuth();
    const verify = (token: string) => codeOf(() => auth.verifyAccessToken(token));
    expect(await verify(sign({ now: new Date(Date.now() - 901_000) }))).toBe('token-expired');
    expect(await verify(sign({ audience: 'others' }))).toBe('unauthenticated');
    expect(await verify(sign({ issuer: 'others' }))).toBe('unauthenticated');
    const [{ kid } = createKey()] = issuer.keys;
    expect(await verify(sign({ key: { ...createKey(), kid } }))).toBe('unauthenticated');
    expect(await verify('junk')).toBe('unauthenticated');
    expect(await verify('a.b.c')).toBe('unauthenticated');
    expect(await verify(`${sign().split('.').slice(0, 2).join('.')}.`)).toBe('unauthenticated');
  });

  it('are refused when they choose another algorithm: none, or HMAC with the public key', async () => {
    const { auth } = createTestAuth();
    await auth.verifyAccessToken(sign());
    const [{ kid, publicKey } = createKey()] = issuer.keys;
    const claims = { sub: 'u-1', role: 'ADMIN', sid: 's', iss: terms.issuer, aud: terms.audience };
    const none = jwt.sign(claims, null, { algorithm: 'none', keyid: kid, expiresIn: 60 });
    const pem = createSecretKey(Buffer.from(publicKey.export({ format: 'pem', type: 'spki' })));
    const hmac = jwt.sign(claims, pem, { algorithm: 'HS256', keyid: kid, expiresIn: 60 });
    expect(await codeOf(() => auth.verifyAccessToken(none))).toBe('unauthenticated');
    expect(await codeOf(() => auth.verifyAccessToken(hmac))).toBe('unauthenticated');
    expect(
      await codeOf(() =>
        auth.verifyAccessToken(mintServiceToken(toServiceKey(serviceSecret), 'user-service', 'order-service')),
      ),
    ).toBe('unauthenticated');
  });

  it('cannot be judged without any key: 503, until the issuer is back', async () => {
    const { auth, clock } = createTestAuth();
    issuer.broken = true;
    const token = sign();
    expect(await codeOf(() => auth.verifyAccessToken(token))).toBe('signing-keys-unavailable');
    issuer.broken = false;
    expect(await codeOf(() => auth.verifyAccessToken(token))).toBe('signing-keys-unavailable');
    clock.now += 600;
    expect(await codeOf(() => auth.verifyAccessToken(token))).toBe('accepted');
  });

  it('of a new key are believed at once, and unknown keys cannot make the service ask more than now and then', async () => {
    const { auth, clock } = createTestAuth();
    const old = sign();
    await auth.verifyAccessToken(old);
    const next = createKey();
    issuer.keys = [next, ...issuer.keys];
    clock.now += 6_000;
    expect(await codeOf(() => auth.verifyAccessToken(sign({ key: next })))).toBe('accepted');
    for (let i = 0; i < 20; i++) await codeOf(() => auth.verifyAccessToken(sign({ key: createKey() })));
    expect(issuer.asked).toBe(2);
    issuer.broken = true;
    clock.now += 6_000;
    expect(await codeOf(() => auth.verifyAccessToken(sign({ key: createKey() })))).toBe('unauthenticated');
    expect(await codeOf(() => auth.verifyAccessToken(sign({ key: next, now: new Date(Date.now() - 1000) })))).toBe(
      'accepted',
    );
  });
});

describe('service tokens', () => {
  const key = toServiceKey(serviceSecret);

  it('name the calling service and are good for one audience and one minute', async () => {
    const { auth } = createTestAuth();
    const good = mintServiceToken(key, 'payment-service', 'order-service');
    expect(auth.verifyServiceToken(good)).toEqual({ kind: 'service', service: 'payment-service' });
    const bad = [
      mintServiceToken(key, 'payment-service', 'ticket-service'),
      mintServiceToken(key, 'payment-service', 'order-service', Date.now() - 61_000),
      mintServiceToken(toServiceKey('another-secret-altogether'), 'payment-service', 'order-service'),
      jwt.sign({ iss: 'nobody', aud: 'order-service' }, key, { expiresIn: 60 }),
      jwt.sign({ iss: 'payment-service', aud: 'order-service' }, key),
      sign(),
    ];
    for (const token of bad) expect(await codeOf(() => auth.verifyServiceToken(token))).toBe('unauthenticated');
  });

  it('are minted once and used for a while', () => {
    const { auth } = createTestAuth();
    expect(auth.serviceTokenFor('ticket-service')).toBe(auth.serviceTokenFor('ticket-service'));
    expect(auth.serviceTokenFor('ticket-service')).not.toBe(auth.serviceTokenFor('user-service'));
  });
});

describe('createTokenCache', () => {
  it('forgets what has expired and never outgrows its bound', () => {
    const clock = { now: 0 };
    const cache = createTokenCache<{ expiresAt: number }>(2, () => clock.now);
    for (const token of ['a', 'b', 'c']) cache.set(token, { expiresAt: 10 });
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, { expiresAt: 10 }, { expiresAt: 10 }]);
    clock.now = 10;
    expect(cache.get('b')).toBeUndefined();
  });
});
