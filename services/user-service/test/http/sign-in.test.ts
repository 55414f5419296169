import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { sessionListSchema, User } from '@ticketlab/contracts/http/users';
import { checkAccessToken } from '@ticketlab/service-kit/auth/access-token';
import { createPublicKey } from 'node:crypto';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import type { z } from 'zod';
import { createUserLab, type Running, type UserLab } from '../support/user-lab.ts';

interface Tokens {
  accessToken: string;
  expiresIn: number;
  user: User;
}

let lab: UserLab;
let users: Running;

beforeAll(async () => {
  lab = await createUserLab({ env: { COOKIE_SUFFIX: '100' } });
  users = await lab.start();
});

afterAll(() => lab.close());

const refresh = (cookie: string, body?: unknown) =>
  users.call<Tokens>('/api/users/refresh', { method: 'POST', cookie, ...(body === undefined ? {} : { body }) });
const me = (token: string) => users.call<User>('/api/users/me', { token });

describe('registration', () => {
  it('creates an account under the normalised address', async () => {
    const { password } = lab.newPerson();
    const body = { email: '  Anna@Example.ORG ', password, displayName: ' Anna\u202E  Maria ' };
    const reply = await users.call<User>('/api/users/register', { body });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      email: 'anna@example.org',
      displayName: 'Anna Maria',
      role: 'USER',
      locked: false,
    });
    expect(JSON.stringify(reply.body)).not.toContain('$2b$');
    expect(await lab.eventsOf(reply.body.id)).toEqual(['1 registered']);
  });

  it('lets one of several simultaneous registrations of an address win', async () => {
    const body = { ...lab.newPerson(), displayName: 'Twin' };
    const replies = await Promise.all([1, 2, 3, 4].map(() => users.call('/api/users/register', { body })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.type).toBe('/problems/email-taken');
  });

  it.each([
    ['a short password', { password: 'too short' }, 'password'],
    ['a password that bcrypt would cut', { password: 'ä'.repeat(37) }, 'password'],
    ['something that is no address', { email: 'nobody' }, 'email'],
    ['an empty name', { displayName: '\u200B ' }, 'displayName'],
    ['a role', { role: 'ADMIN' }, ''],
  ])('refuses %s', async (_what, wrong, path) => {
    const body = { ...lab.newPerson(), displayName: 'Name', ...wrong };
    const reply = await users.call('/api/users/register', { body });
    expect(reply.status).toBe(400);
    expect(reply.body.errors?.map((error) => error.path)).toEqual([path]);
  });
});

describe('sign-in', () => {
  it('issues a 15-minute ES256 token and an httpOnly cookie of this portal and lab', async () => {
    const person = await lab.register(users);
    const { email, password } = person;
    const reply = await users.call<Tokens>('/api/users/login', { body: { email, password } });
    expect(reply.status).toBe(200);
    expect(reply.body.expiresIn).toBe(900);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const [cookie = ''] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/^ticketlab-refresh-user-100=/);
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/api/users']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Secure');
    const terms = { issuer: 'ticketlab-test', audience: 'ticketlab-test-api' };
    const verified = checkAccessToken(reply.body.accessToken, createPublicKey(lab.key.privateKey), terms);
    expect(verified.caller).toMatchObject({ userId: person.id, role: 'USER' });
    expect(verified.expiresAt - verified.issuedAt).toBeGreaterThan(899_000 - 1);
    expect(await lab.eventsOf(person.id)).toEqual(['1 registered', '2 logged-in']);
    expect((await me(reply.body.accessToken)).body.id).toBe(person.id);
  });

  it('says the same for a wrong password and an unknown address', async () => {
    const { email } = await lab.register(users);
    const wrong = await users.call('/api/users/login', { body: { email, password: 'not the password' } });
    const unknown = await users.call('/api/users/login', {
      body: { email: 'x@example.org', password: 'whatever it is' },
    });
    const withoutIds = ({ status, body }: typeof wrong) => ({ status, ...body, requestId: null });
    expect(wrong.status).toBe(401);
    expect(withoutIds(wrong)).toEqual(withoutIds(unknown));
  });

  it('keeps customers out of the admin portal', async () => {
    const { email, password } = await lab.register(users);
    const reply = await users.call('/api/users/login', { body: { email, password, portal: 'admin' } });
    expect([reply.status, reply.body.type]).toEqual([403, '/problems/forbidden']);
  });

  it('lets many sign in to one account at once, each event with a number of its own', async () => {
    const person = await lab.register(users);
    const signedIn = await Promise.all(Array.from({ length: 10 }, () => lab.signIn(users, person)));
    expect(new Set(signedIn.map(({ cookie }) => cookie)).size).toBe(10);
    expect(await lab.eventsOf(person.id)).toHaveLength(11);
  });
});

describe('a raised cost of password hashes', () => {
  const costOf = async (id: string) => {
    const { rows } = await lab.db.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = $1', [
      id,
    ]);
    return rows[0]?.hash.slice(4, 6);
  };

  it('reaches an account at its next sign-in, also when several come at once', async () => {
    const person = await lab.register(users);
    const raised = await lab.start({ BCRYPT_COST: '5' });
    expect(await costOf(person.id)).toBe('04');
    await Promise.all([1, 2, 3].map(() => lab.signIn(raised, person)));
    expect(await costOf(person.id)).toBe('05');
    await lab.signIn(raised, person);
    expect((await lab.eventsOf(person.id)).filter((event) => event.endsWith('updated'))).toEqual([]);
  });
});

describe('a full queue of passwords', () => {
  it('is answered with 503 and does not count as a failed sign-in', async () => {
    const narrow = await lab.start({
      BCRYPT_COST: '8',
      BCRYPT_CONCURRENCY: '1',
      BCRYPT_QUEUE: '0',
      LOGIN_FAILURES_PER_ACCOUNT: '7',
    });
    const { email, password } = await lab.register(narrow);
    const login = () => narrow.call('/api/users/login', { body: { email, password } });
    const replies = await Promise.all([1, 2, 3, 4, 5].map(login));
    const refused = replies.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body.type).toBe('/problems/overloaded');
    expect(refused[0]?.headers.get('retry-after')).toBe('2');
    for (let n = 0; n < 6; n++) {
      const wrong = await narrow.call('/api/users/login', { body: { email, password: 'a wrong one' } });
      expect(wrong.status).toBe(401);
    }
    expect((await login()).status).toBe(200);
  });
});

describe('refresh', () => {
  it('rotates the cookie and keeps the session', async () => {
    const person = await lab.registerAndSignIn(users);
    const first = await refresh(person.cookie);
    expect(first.status).toBe(200);
    expect(first.cookie).not.toBe(person.cookie);
    const second = await refresh(first.cookie, { portal: 'user' });
    expect(second.status).toBe(200);
    const sessions = await users.call<z.output<typeof sessionListSchema>>('/api/users/me/sessions', {
      token: second.body.accessToken,
    });
    expect(sessions.body.items).toHaveLength(1);
    expect(sessions.body.items[0]?.current).toBe(true);
  });

  it('gives simultaneous refreshes of two tabs the same successor', async () => {
    const { cookie } = await lab.registerAndSignIn(users);
    const replies = await Promise.all(Array.from({ length: 5 }, () => refresh(cookie)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(replies.map((reply) => reply.cookie)).size).toBe(1);
    expect((await refresh(replies[0]?.cookie ?? '')).status).toBe(200);
  });

  it('knows nothing of a token that was made up for a known session', async () => {
    const person = await lab.registerAndSignIn(users);
    const [name = '', value = ''] = person.cookie.split('=');
    const [sessionId = ''] = value.split('.');
    const forged = `${name}=${sessionId}.${'A'.repeat(22)}.${'A'.repeat(43)}`;
    expect((await refresh(forged)).body.type).toBe('/problems/refresh-token-invalid');
    expect((await refresh(person.cookie)).status).toBe(200);
  });

  it('refuses a missing, a malformed and another portal’s cookie', async () => {
    const { cookie } = await lab.registerAndSignIn(users);
    const disguised = cookie.replace('refresh-user', 'refresh-admin');
    expect((await users.call('/api/users/refresh', { method: 'POST' })).status).toBe(401);
    expect((await refresh('ticketlab-refresh-user-100=nonsense')).status).toBe(401);
    expect((await refresh(disguised, { portal: 'admin' })).status).toBe(401);
  });
});

describe('sessions', () => {
  it('end one by one and all together, and their access tokens with them', async () => {
    const person = await lab.register(users);
    const [a, b, c] = [
      await lab.signIn(users, person),
      await lab.signIn(users, person),
      await lab.signIn(users, person),
    ];
    const list = () => users.call<z.output<typeof sessionListSchema>>('/api/users/me/sessions', { token: c.token });
    const current =
      (await me(a.token)).status === 200
        ? await users.call<z.output<typeof sessionListSchema>>('/api/users/me/sessions', { token: a.token })
        : null;
    const idOfA = current?.body.items.find((session) => session.current)?.id ?? '';

    expect((await users.call(`/api/users/me/sessions/${idOfA}`, { method: 'DELETE', token: c.token })).status).toBe(
      204,
    );
    expect((await refresh(a.cookie)).status).toBe(401);
    expect((await list()).body.items).toHaveLength(2);
    expect((await users.call(`/api/users/me/sessions/${idOfA}`, { method: 'DELETE', token: c.token })).status).toBe(
      404,
    );

    expect((await users.call('/api/users/me/sessions', { method: 'DELETE', token: c.token })).status).toBe(204);
    expect((await refresh(b.cookie)).status).toBe(401);
    expect((await refresh(c.cookie)).status).toBe(401);
  });

  it('are limited for each account: the one not used for longest ends', async () => {
    const limited = await lab.start({ SESSIONS_PER_USER: '2' });
    const person = await lab.register(limited);
    const [oldest, kept] = [await lab.signIn(limited, person), await lab.signIn(limited, person)];
    await refresh(oldest.cookie);
    const used = await refresh(oldest.cookie);
    await lab.signIn(limited, person);
    expect((await refresh(used.cookie)).status).toBe(200);
    expect((await refresh(kept.cookie)).status).toBe(401);
  });

  it('end after a while without use, and in the end in any case', async () => {
    const redis = createRedis(lab.redis.url, 'test');
    await waitForRedis(redis, 5_000);
    const brief = await lab.start({ SESSION_IDLE_SECONDS: '100', SESSION_MAX_SECONDS: '150' });
    const { cookie } = await lab.registerAndSignIn(brief);
    const key = `users:session:${cookie.split('=')[1]?.split('.')[0] ?? ''}`;
    expect(await redis.ttl(key)).toBeGreaterThan(97);
    expect(await redis.ttl(key)).toBeLessThanOrEqual(100);
    lab.advanceClock(80_000);
    await brief.call('/api/users/refresh', { method: 'POST', cookie });
    lab.advanceClock(0);
    expect(await redis.ttl(key)).toBeGreaterThan(147);
    expect(await redis.ttl(key)).toBeLessThanOrEqual(150);
    redis.disconnect();
  });

  it('of others cannot be ended', async () => {
    const [mine, theirs] = [await lab.registerAndSignIn(users), await lab.registerAndSignIn(users)];
    const { body } = await users.call<z.output<typeof sessionListSchema>>('/api/users/me/sessions', {
      token: theirs.token,
    });
    const path = `/api/users/me/sessions/${body.items[0]?.id ?? ''}`;
    expect((await users.call(path, { method: 'DELETE', token: mine.token })).status).toBe(404);
    expect((await refresh(theirs.cookie)).status).toBe(200);
  });

  it('end by signing out, with the cookie or with the access token', async () => {
    const person = await lab.register(users);
    const byCookie = await lab.signIn(users, person);
    const out = await users.call('/api/users/logout', { method: 'POST', cookie: byCookie.cookie });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await refresh(byCookie.cookie)).status).toBe(401);

    const byToken = await lab.signIn(users, person);
    await users.call('/api/users/logout', { method: 'POST', token: byToken.token });
    expect((await refresh(byToken.cookie)).status).toBe(401);
    expect((await users.call('/api/users/logout', { method: 'POST' })).status).toBe(204);
  });
});
