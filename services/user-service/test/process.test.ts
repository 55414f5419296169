import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import { at, createUserLab, type UserLab } from './support/user-lab.ts';

let lab: UserLab;

beforeAll(async () => {
  lab = await createUserLab();
});

afterAll(() => lab.close());

describe('a process that is killed', () => {
  it('right after a lock that Redis has not heard of: the next one ends the sessions', async () => {
    const first = await startServiceProcess('user-service', lab.envFor());
    const users = at(first.url);
    const admin = await lab.signInAdmin(users);
    const person = await lab.registerAndSignIn(users);
    await lab.redis.stop();
    const lock = { method: 'PATCH', token: admin.token, body: { locked: true } };
    expect((await users.call(`/api/users/${person.id}`, lock)).status).toBe(200);
    await first.kill();

    await lab.redis.restart();
    const second = await startServiceProcess('user-service', lab.envFor());
    await eventually(async () => {
      const reply = await at(second.url).call('/api/users/me', { token: person.token });
      expect(reply.body.type).toBe('/problems/session-revoked');
    });
    const renewed = await at(second.url).call('/api/users/refresh', {
      method: 'POST',
      cookie: admin.cookie,
      body: { portal: 'admin' },
    });
    expect(renewed.status).toBe(200);
    await second.stop();
    expect(await second.exited).toEqual({ code: 0, signal: null });
  });
});
