import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createUserLab, type Running, type UserLab } from '../support/user-lab.ts';

let lab: UserLab;
let users: Running;

beforeAll(async () => {
  lab = await createUserLab();
  users = await lab.start();
});

afterAll(() => lab.close());

async function answer(method: string, path: string, token?: string): Promise<[number, string | undefined]> {
  const { status, body } = await users.call(path, { method, token, ...(method === 'GET' ? {} : { body: {} }) });
  return [status, body.type];
}

describe('paths below /api/users', () => {
  it.each(['/api/users/foo', '/api/users/foo/bar', '/api/users/me/foo', '/api/users/0'])(
    '%s is no route, whoever asks and however',
    async (path) => {
      const { token } = await lab.signInAdmin(users);
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
        expect(await answer(method, path)).toEqual([404, '/problems/route-not-found']);
        expect(await answer(method, path, token)).toEqual([404, '/problems/route-not-found']);
      }
    },
  );

  it('that have another method say which', async () => {
    const refused = await users.call('/api/users/login');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
    const mine = await users.call('/api/users/me', { method: 'POST', body: {} });
    expect([mine.status, mine.headers.get('allow')]).toEqual([405, 'GET, PATCH, DELETE, HEAD']);
  });

  it('lead to an account by its id', async () => {
    const { id } = await lab.registerAndSignIn(users);
    const { token } = await lab.signInAdmin(users);
    expect((await answer('GET', `/api/users/${id}`, token))[0]).toBe(200);
    expect((await answer('GET', `/api/users/${id}`))[0]).toBe(401);
  });
});
