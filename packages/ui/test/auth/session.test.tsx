import { beforeEach, describe, expect, it } from '@jest/globals';
import { createApi } from '../../src/api/client.ts';
import { createSession } from '../../src/auth/session.ts';
import { json, refusal, someone } from '../setup/in-portal.tsx';

const quarterHourMs = 900_000;
const credentials = { email: someone.email, password: 'a few words to remember' };

// Node's would keep this process from ending
Reflect.deleteProperty(globalThis, 'BroadcastChannel');

interface Server {
  asked: string[];
  refresh: () => Response;
  /** Of /api/orders: which tokens are still good. */
  good: (token: string | null) => boolean;
  fetch: typeof fetch;
}

/** A user-service that gives out numbered tokens until it is told otherwise. */
function createServer(): Server {
  const asked: string[] = [];
  let count = 0;
  const tokens = () => json({ accessToken: `token-${++count}`, expiresIn: 900, user: someone });
  const server: Server = {
    asked,
    refresh: tokens,
    good: (token) => token !== null,
    fetch: (input, init) => Promise.resolve(answer(input, init)),
  };
  const answer = (input: RequestInfo | URL, init: RequestInit | undefined): Response => {
    const path = String(input instanceof Request ? input.url : input);
    asked.push(path);
    if (path.endsWith('/login')) return tokens();
    if (path.endsWith('/refresh')) return server.refresh();
    if (path.endsWith('/logout')) return new Response(null, { status: 204 });
    const token = new Headers(init?.headers).get('authorization');
    return server.good(token) ? json({ token }) : refusal('token-expired');
  };
  return server;
}

beforeEach(() => localStorage.clear());

describe('a session', () => {
  it('asks for none where this browser never signed in', async () => {
    const server = createServer();
    const session = createSession('user', server.fetch);
    await session.restore();
    expect(session.state()).toEqual({ status: 'anonymous', ended: false });
    expect(server.asked).toEqual([]);
  });

  it('survives a reload, and lets all who wait share one renewal', async () => {
    const server = createServer();
    await createSession('user', server.fetch).signIn(credentials);
    const reloaded = createSession('user', server.fetch);
    await reloaded.restore();
    expect(reloaded.state()).toEqual({ status: 'signed-in', user: someone });
    server.good = (token) => token === 'Bearer token-3';
    const api = createApi(reloaded, server.fetch);
    const answers = await Promise.all([1, 2, 3].map(() => api.get<{ token: string }>('/api/orders')));
    expect(answers.map(({ token }) => token)).toEqual(Array(3).fill('Bearer token-3'));
    expect(server.asked.filter((path) => path.endsWith('/refresh'))).toHaveLength(2);
  });

  it('is renewed before its token runs out', async () => {
    const server = createServer();
    const session = createSession('user', server.fetch);
    await session.signIn(credentials);
    const before = Date.now;
    Date.now = () => before() + quarterHourMs;
    try {
      expect(await session.token()).toBe('token-2');
    } finally {
      Date.now = before;
    }
  });

  it('has ended when the server says so, and only then', async () => {
    const server = createServer();
    const session = createSession('user', server.fetch);
    await session.signIn(credentials);
    server.refresh = () => refusal('service-unavailable');
    await expect(session.renew('token-1')).rejects.toMatchObject({ status: 503 });
    expect(session.state()).toMatchObject({ status: 'signed-in' });
    server.refresh = () => refusal('refresh-token-invalid');
    expect(await session.renew('token-1')).toBeUndefined();
    expect(session.state()).toEqual({ status: 'anonymous', ended: true });
  });

  it('says why it cannot be looked up, and goes on when it can', async () => {
    const server = createServer();
    await createSession('user', server.fetch).signIn(credentials);
    server.refresh = () => refusal('service-unavailable');
    const session = createSession('user', server.fetch);
    await session.restore();
    expect(session.state()).toMatchObject({ status: 'unknown', problem: { code: 'service-unavailable' } });
    server.refresh = () => json({ accessToken: 'token', expiresIn: 900, user: someone });
    await new Promise<void>((done) => {
      session.subscribe(() => {
        if (session.state().status === 'signed-in') done();
      });
    });
  });

  it('of the one portal is none of the other', async () => {
    const server = createServer();
    await createSession('user', server.fetch).signIn(credentials);
    const admin = createSession('admin', server.fetch);
    await admin.restore();
    expect(admin.state()).toEqual({ status: 'anonymous', ended: false });
  });
});
