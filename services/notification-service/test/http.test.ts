import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Notification } from '@ticketlab/contracts/http/notifications';
import { createServiceToken, type TestUser } from '@ticketlab/testing/tokens';
import { createHarness, type Harness, newId, type Replica } from './harness.ts';

interface Page<T = Notification> {
  items: T[];
  nextCursor: string | null;
}

let harness: Harness;
let replica: Replica;

beforeAll(async () => {
  harness = await createHarness();
  replica = await harness.start();
});
afterAll(() => harness.close());

const asService = () => createServiceToken('user-service', 'notification-service');
const list = (user: TestUser, query = '') =>
  replica.call<Page>('GET', `/api/notifications?${query}`, { token: user.token });

async function walk(user: TestUser, query: string): Promise<string[]> {
  const bodies: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: Page } = await list(user, query + (cursor === '' ? '' : `&cursor=${cursor}`));
    bodies.push(...body.items.map((item) => item.body));
    cursor = body.nextCursor;
  }
  return bodies;
}

describe('my notifications', () => {
  const numbers = Array.from({ length: 7 }, (_, at) => String(at));

  async function told(): Promise<TestUser> {
    const user = harness.identity.user();
    for (const body of numbers) await replica.notify(user.userId, { body });
    return user;
  }

  it('come newest first, page by page, each once', async () => {
    const user = await told();
    expect(await walk(user, 'limit=3')).toEqual([...numbers].reverse());
  });

  it('come oldest first after one that I know', async () => {
    const user = await told();
    const { body } = await list(user, 'limit=100');
    const known = body.items.at(-2)?.id ?? '';
    expect(await walk(user, `limit=2&after=${known}`)).toEqual(numbers.slice(2));
  });

  it('can be read one by one and all together', async () => {
    const user = await told();
    const unread = async () =>
      (await replica.call<{ unread: number }>('GET', '/api/notifications/unread-count', { token: user.token })).body
        .unread;
    const [first] = (await list(user)).body.items;
    const { token } = user;
    expect((await replica.call('POST', `/api/notifications/${first?.id ?? ''}/read`, { token })).status).toBe(200);
    expect((await replica.call('POST', `/api/notifications/${first?.id ?? ''}/read`, { token })).status).toBe(200);
    expect(await unread()).toBe(6);
    expect(await walk(user, 'unread=true&limit=4')).toEqual(numbers.slice(0, 6).reverse());
    expect(await walk(user, 'unread=false')).toEqual(['6']);
    expect((await replica.call('POST', '/api/notifications/read-all', { token })).status).toBe(204);
    expect(await unread()).toBe(0);
  });

  it('are mine alone', async () => {
    const user = await told();
    const other = harness.identity.user();
    const [first] = (await list(user)).body.items;
    const { token } = other;
    expect((await list(other)).body.items).toEqual([]);
    expect((await replica.call('POST', `/api/notifications/${first?.id ?? ''}/read`, { token })).status).toBe(404);
    expect((await list(user)).body.items[0]?.read).toBe(false);
    expect((await replica.call('GET', '/api/notifications')).status).toBe(401);
  });

  it.each(['limit=0', 'cursor=x', 'after=7', 'unread=maybe'])('refuse the query %s', async (query) => {
    const { status } = await list(harness.identity.user(), query);
    expect(status).toBe(400);
  });
});

describe('other services', () => {
  it('export what is kept about a person', async () => {
    const { userId } = harness.identity.user();
    await replica.notify(userId, { body: 'kept', email: true });
    const path = `/internal/users/${userId}/data`;
    const { status, body } = await replica.call<{ records: Record<string, unknown[]> }>('GET', path, {
      token: asService(),
    });
    expect(status).toBe(200);
    expect(body.records).toMatchObject({
      notifications: [{ body: 'kept' }],
      mails: [{ subject: 'Support has answered' }],
    });
    expect((await replica.call('GET', path, { token: harness.admin.token })).status).toBe(401);
  });

  it('learn what must hold', async () => {
    const { body } = await replica.call('GET', '/internal/invariants', { token: asService() });
    expect(body).toEqual({ outboxPending: 0, violations: [{ invariant: 'mails-delivered', count: 0, examples: [] }] });
  });

  it.each([
    ['/internal/mails', { id: newId(), to: 'nobody', subject: 'x', text: 'x' }],
    ['/internal/mails', { id: '7', to: 'a@example.test', subject: 'x', text: 'x' }],
    ['/internal/notifications', { id: newId(), userId: 'x' }],
  ])('are told at %s that the body is wrong', async (path, body) => {
    expect((await replica.call('POST', path, { body, token: asService() })).status).toBe(400);
  });
});

it('is for admins only where it is about others', async () => {
  const { token } = harness.identity.user();
  const body = { title: 'x', body: 'x' };
  for (const [method, path] of [
    ['GET', '/api/audit'],
    ['GET', `/api/notifications/broadcasts/${newId()}`],
  ] as const) {
    expect((await replica.call(method, path, { token })).status).toBe(403);
  }
  expect((await replica.call('POST', '/api/notifications/broadcast', { token, body })).status).toBe(403);
  expect((await replica.call('POST', '/api/notifications/broadcast', { body })).status).toBe(401);
  const { token: admin } = harness.admin;
  expect((await replica.call('GET', `/api/notifications/broadcasts/${newId()}`, { token: admin })).status).toBe(404);
  expect(
    (await replica.call('POST', '/api/notifications/broadcast', { token: admin, body: { title: ' ' } })).status,
  ).toBe(400);
  const range = 'from=2030-02-01T00:00:00Z&to=2030-01-01T00:00:00Z';
  for (const query of ['limit=0', 'cursor=x', 'from=yesterday', range]) {
    expect((await replica.call('GET', `/api/audit?${query}`, { token: admin })).status).toBe(400);
  }
});
