import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKit } from '@ticketlab/service-kit/kit';
import { parseConfig } from '@ticketlab/service-kit/config/parse-config';
import { testEnv } from '@ticketlab/testing/env';
import { collectEvents } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { createSigningKey, createUserLab, type Running, type UserLab } from '../support/user-lab.ts';

const bootstrap = { BOOTSTRAP_ADMIN_EMAIL: 'Root@Example.org', BOOTSTRAP_ADMIN_PASSWORD: 'the first administrator' };
const root = { id: '', email: 'root@example.org', password: bootstrap.BOOTSTRAP_ADMIN_PASSWORD };

let topics: TestTopics;
let lab: UserLab;
let here: Running;
let there: Running;

beforeAll(async () => {
  topics = await createTestTopics('user');
  lab = await createUserLab({ topics, env: bootstrap });
  [here, there] = await Promise.all([lab.start(), lab.start()]);
  await eventually(async () => {
    expect((await here.call('/readyz')).status).toBe(200);
    expect((await there.call('/readyz')).status).toBe(200);
  });
});

afterAll(async () => {
  await lab.close();
  await topics.drop();
});

const me = (on: Running, token: string) => on.call('/api/users/me', { token });

describe('two replicas', () => {
  it('create the first administrator once', async () => {
    const { rows } = await lab.db.query<{ role: string }>('SELECT role FROM users WHERE email = $1', [root.email]);
    expect(rows).toEqual([{ role: 'ADMIN' }]);
    expect((await lab.signIn(here, root, 'admin')).token).not.toBe('');
  });

  it.each(['role', 'locked'])(
    'and every other service refuse old tokens within a second of a changed %s',
    async (what) => {
      const admin = await lab.signIn(here, root, 'admin');
      const person = await lab.registerAndSignIn(there);
      const jwksUrl = `${here.url}/.well-known/jwks.json`;
      const other = createKit('order-service', parseConfig({}, testEnv({ redis: lab.redis, identity: { jwksUrl } })));
      await other.start();
      await other.auth.verifyAccessToken(person.token);
      expect((await me(there, person.token)).status).toBe(200);

      const body = what === 'role' ? { role: 'ADMIN' } : { locked: true };
      const startedAt = performance.now();
      await here.call(`/api/users/${person.id}`, { method: 'PATCH', token: admin.token, body });
      await eventually(async () => {
        expect((await me(there, person.token)).body.type).toBe('/problems/session-revoked');
        expect(() => other.auth.verifyAccessToken(person.token)).toThrow('session');
      });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      await other.close();
      if (what === 'role') expect((await me(there, (await lab.signIn(there, person)).token)).status).toBe(200);
    },
  );

  it('rotate the signing key: tokens of the one before stay good, new ones bear the new', async () => {
    const person = await lab.registerAndSignIn(here);
    const next = createSigningKey();
    const rotated = await lab.start({ JWT_PRIVATE_KEY: next.pem, JWT_PREVIOUS_PUBLIC_KEY: lab.key.publicPem });
    const { body } = await rotated.call<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
    expect(body.keys).toHaveLength(2);
    expect(JSON.stringify(body.keys)).not.toContain('"d"');
    expect((await me(rotated, person.token)).status).toBe(200);
    const renewed = await lab.signIn(rotated, person);
    const header = JSON.parse(Buffer.from(renewed.token.split('.')[0] ?? '', 'base64url').toString()) as unknown;
    expect(header).toEqual({ alg: 'ES256', typ: 'JWT', kid: body.keys[0]?.kid });
    expect((await me(here, renewed.token)).status).toBe(401);
  });

  it('publish every event, numbered without gaps, and no address in any', async () => {
    const collected = await collectEvents(topics, 'user-events');
    const admin = await lab.signIn(here, root, 'admin');
    const person = await lab.registerAndSignIn(there);
    await there.call('/api/users/me', { method: 'PATCH', token: person.token, body: { displayName: 'Somebody Else' } });
    await here.call(`/api/users/${person.id}`, { method: 'PATCH', token: admin.token, body: { role: 'ADMIN' } });
    await here.call(`/api/users/${person.id}`, { method: 'PATCH', token: admin.token, body: { locked: true } });
    await here.call(`/api/users/${person.id}`, { method: 'PATCH', token: admin.token, body: { locked: false } });
    const { token } = await lab.signIn(there, person);
    await there.call('/api/users/me', { method: 'DELETE', token, body: { password: person.password } });

    const events = await eventually(() => {
      const own = collected.events.filter(({ subject }) => subject === person.id);
      expect(own).toHaveLength(8);
      return own;
    });
    await collected.stop();
    expect(events.map((event) => `${event.aggregateversion} ${event.type}`)).toEqual([
      '1 ticketlab.user.registered.v1',
      '2 ticketlab.user.logged-in.v1',
      '3 ticketlab.user.updated.v1',
      '4 ticketlab.user.role-changed.v1',
      '5 ticketlab.user.locked.v1',
      '6 ticketlab.user.locked.v1',
      '7 ticketlab.user.logged-in.v1',
      '8 ticketlab.user.erased.v1',
    ]);
    expect(events[0]).toMatchObject({ source: '/user-service', actor: `user:${person.id}` });
    expect(events[3]?.actor).toMatch(/^admin:/);
    expect(JSON.stringify(events)).not.toMatch(/example\.org|Somebody|Test Person/);
  });
});

describe('without Redis', () => {
  it('nobody signs in, but the signed-in read on, and a lock holds as soon as Redis is back', async () => {
    const admin = await lab.signIn(here, root, 'admin');
    const person = await lab.registerAndSignIn(here);
    expect((await me(there, person.token)).status).toBe(200);
    await lab.redis.stop();

    const { email, password } = person;
    const login = await eventually(async () => {
      const reply = await here.call('/api/users/login', { body: { email, password } });
      expect(reply.status).toBe(503);
      return reply;
    });
    expect(login.body.detail).toContain('session store');
    expect(login.headers.get('retry-after')).not.toBeNull();
    expect((await here.call('/api/users/refresh', { method: 'POST', cookie: person.cookie })).status).toBe(503);
    expect((await me(there, person.token)).status).toBe(200);
    expect((await here.call('/readyz')).status).toBe(200);
    await lab.register(here);
    const lock = { method: 'PATCH', token: admin.token, body: { locked: true } };
    expect((await here.call(`/api/users/${person.id}`, lock)).status).toBe(200);

    await lab.redis.restart();
    await eventually(async () => {
      expect((await me(there, person.token)).status).toBe(401);
    });
    expect((await here.call('/api/users/refresh', { method: 'POST', cookie: person.cookie })).status).not.toBe(200);
    await eventually(async () => {
      expect((await lab.db.query('SELECT 1 FROM session_endings')).rowCount).toBe(0);
    });
  });

  it('what ends late spares who signed in after the change', async () => {
    const admin = await lab.signIn(here, root, 'admin');
    const person = await lab.registerAndSignIn(there);
    await lab.redis.stop();
    const promotion = { method: 'PATCH', token: admin.token, body: { role: 'ADMIN' } };
    expect((await here.call(`/api/users/${person.id}`, promotion)).status).toBe(200);

    const holding = await lab.db.connect();
    await holding.query('BEGIN');
    await holding.query('LOCK TABLE session_endings');
    await lab.redis.restart();
    const since = await eventually(() => lab.signIn(there, person));
    await holding.query('ROLLBACK');
    holding.release();

    await eventually(async () => {
      expect((await lab.db.query('SELECT 1 FROM session_endings')).rowCount).toBe(0);
      expect((await me(there, person.token)).status).toBe(401);
    });
    expect((await me(there, since.token)).status).toBe(200);
    const refresh = (cookie: string) => there.call('/api/users/refresh', { method: 'POST', cookie });
    expect((await refresh(person.cookie)).status).toBe(401);
    expect((await refresh(since.cookie)).status).toBe(200);
  });

  it('an instance starts, and believes the tokens that were issued before', async () => {
    const person = await lab.registerAndSignIn(here);
    const alone = await lab.start({ REDIS_URL: 'redis://127.0.0.1:1' });
    expect((await me(alone, person.token)).status).toBe(200);
  });
});
