import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { startController } from './controller-under-test.ts';

let redis: TestRedis;
let identity: TestIdentity;
beforeAll(async () => {
  [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
});
afterAll(() => Promise.all([redis.stop(), identity.close()]));

async function ask(extra: Record<string, string>) {
  const controller = await startController({ redis, identity }, extra);
  const [mode, accounts] = await Promise.all(
    ['mode', 'demo-accounts'].map((path) => controller.call('GET', `/api/lab/${path}`, undefined, null)),
  );
  await controller.service.close();
  return { mode, accounts };
}

it('tells anybody that this is a lab, and the accounts to try it with', async () => {
  const { mode, accounts } = await ask({});
  expect(mode).toEqual({ status: 200, json: { labMode: true, exerciseRunning: false } });
  const { items } = accounts?.json as { items: { role: string; email: string; password: string }[] };
  expect(items.map(({ role }) => role).sort()).toEqual(['ADMIN', 'USER']);
  expect(items.every(({ email, password }) => email.endsWith('@ticketlab.example') && password.length >= 12)).toBe(
    true,
  );
});

it('tells nobody of accounts where the profile is production, and of nothing where there is no lab', async () => {
  const production = await ask({ TICKETLAB_PROFILE: 'production', LAB_MODE: 'on' });
  expect([production.mode?.status, production.accounts?.status]).toEqual([200, 404]);
  for (const extra of [{ LAB_MODE: 'off' }, { TICKETLAB_PROFILE: 'production' }]) {
    const { mode, accounts } = await ask(extra);
    expect([mode?.status, accounts?.status]).toEqual([404, 404]);
  }
});

it('lets admins have either side of the chat played, and customers only have themselves answered', async () => {
  // nobody listens there: the counterpart goes on trying and says so
  const controller = await startController({ redis, identity }, { LAB_GATEWAY_URL: 'http://127.0.0.1:1' });
  const set = (side: string, on: boolean, token?: string) =>
    controller.call('PUT', '/api/lab/counterpart', { side, on }, token);
  try {
    const customer = identity.user().token;
    expect(await set('customer', true, customer)).toMatchObject({ status: 403 });
    expect(await set('nobody', true)).toMatchObject({ status: 400 });
    expect(await controller.call('GET', '/api/lab/counterpart', undefined, null)).toMatchObject({ status: 401 });
    const on = await set('admin', true, customer);
    expect(on).toMatchObject({
      status: 200,
      json: {
        sides: [
          { side: 'customer', on: false },
          { side: 'admin', on: true },
        ],
      },
    });
    const { sides } = on.json as { sides: { endsAt: string | null }[] };
    expect(Date.parse(sides[1]?.endsAt ?? '') - Date.now()).toBeGreaterThan(29 * 60_000);
    expect(await set('admin', false, customer)).toMatchObject({
      json: { sides: [{ on: false }, { on: false, endsAt: null }] },
    });
    await set('customer', true);
  } finally {
    // ends what still plays
    await controller.service.close();
  }
});
