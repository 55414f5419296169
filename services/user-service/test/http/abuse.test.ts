import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createUserLab, type Running, type UserLab } from '../support/user-lab.ts';

let lab: UserLab;
let users: Running;

beforeAll(async () => {
  lab = await createUserLab({ env: { LOGIN_FAILURES_PER_ACCOUNT: '5', LOGIN_FAILURES_PER_ADDRESS: '8' } });
  users = await lab.start();
});

afterAll(() => lab.close());

describe('a refresh token that is used again', () => {
  const refresh = (cookie: string) => users.call('/api/users/refresh', { method: 'POST', cookie });

  it('yields the same successor for ten seconds, then ends the whole session', async () => {
    const person = await lab.registerAndSignIn(users);
    const next = await refresh(person.cookie);
    lab.advanceClock(9_000);
    expect((await refresh(person.cookie)).cookie).toBe(next.cookie);

    lab.advanceClock(10_500);
    const reuse = await refresh(person.cookie);
    expect([reuse.status, reuse.body.type]).toEqual([401, '/problems/refresh-token-invalid']);
    expect((await refresh(next.cookie)).status).toBe(401);
    const me = await eventually(async () => {
      const reply = await users.call('/api/users/me', { token: person.token });
      expect(reply.status).toBe(401);
      return reply;
    });
    expect(me.body.type).toBe('/problems/session-revoked');
    expect((await lab.signIn(users, person)).token).not.toBe('');
  });

  it('ends the session only once, however many present it', async () => {
    const person = await lab.registerAndSignIn(users);
    await refresh(person.cookie);
    lab.advanceClock(25_000);
    const replies = await Promise.all([1, 2, 3].map(() => refresh(person.cookie)));
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

describe('failed sign-ins', () => {
  const login = (email: string, password: string, ip: string) =>
    users.call('/api/users/login', { body: { email, password }, headers: { 'x-forwarded-for': ip } });

  it('are limited for an account, even all at once, for whoever knows the password too, and across a crash of Redis', async () => {
    const { email, password } = await lab.register(users);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, n) => login(email, 'guess number', `203.0.113.${n}`)),
    );
    const byStatus = Object.groupBy(guesses, ({ status }) => status);
    expect(byStatus[401]).toHaveLength(5);
    expect(byStatus[429]).toHaveLength(15);
    const refused = byStatus[429]?.[0];
    expect(refused?.body.type).toBe('/problems/login-throttled');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(880);
    expect((await login(email, password, '203.0.113.50')).status).toBe(429);

    await lab.redis.kill();
    await lab.redis.restart();
    await eventually(async () => {
      expect((await login(email, password, '203.0.113.51')).status).toBe(429);
    });
  });

  it('are limited for an address that tries many accounts, and for no other', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10; n++) {
      statuses.push((await login(`nobody-${n}@example.org`, 'one for all', '198.51.100.7')).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 401, 429, 429]);
    expect((await login('nobody-11@example.org', 'one for all', '198.51.100.8')).status).toBe(401);
    // one subscriber has a whole /64
    for (let n = 0; n < 8; n++) await login(`nobody-${n}@example.org`, 'one for all', `2001:db8:0:7::${n}`);
    expect((await login('nobody-12@example.org', 'one for all', '2001:db8::7:1:2:3:4')).status).toBe(429);
  });

  it('are forgotten for the account when the right password comes', async () => {
    const { email, password } = await lab.register(users);
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) expect((await login(email, 'wrong one', `192.0.2.${round}`)).status).toBe(401);
      expect((await login(email, password, `192.0.2.${round}`)).status).toBe(200);
    }
  });

  it('count where a signed-in user has to repeat the password', async () => {
    const { token } = await lab.registerAndSignIn(users);
    const erase = () => users.call('/api/users/me', { method: 'DELETE', token, body: { password: 'a guess' } });
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push((await erase()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
