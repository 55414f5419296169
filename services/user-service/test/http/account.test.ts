import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { User, userExportSchema } from '@ticketlab/contracts/http/users';
import type { contactSchema, recipientPageSchema } from '@ticketlab/contracts/internal/users';
import { stubService } from '@ticketlab/testing/stub-service';
import { createServiceToken } from '@ticketlab/testing/tokens';
import type { z } from 'zod';
import { createUserLab, type Running, type SignedInPerson, type UserLab } from '../support/user-lab.ts';

let lab: UserLab;
let users: Running;
let admin: SignedInPerson;
let serviceToken: string;

beforeAll(async () => {
  lab = await createUserLab();
  users = await lab.start();
  admin = await lab.signInAdmin(users);
  serviceToken = createServiceToken('notification-service', 'user-service');
});

afterAll(() => lab.close());

const refresh = (person: SignedInPerson) => users.call('/api/users/refresh', { method: 'POST', cookie: person.cookie });
const login = (person: { email: string; password: string }) =>
  users.call('/api/users/login', { body: { email: person.email, password: person.password } });
const patch = (id: string, body: object, token = admin.token) =>
  users.call<User>(`/api/users/${id}`, { method: 'PATCH', token, body });

describe('the own account', () => {
  it('shows and changes the name, with an event only for a change', async () => {
    const { id, token } = await lab.registerAndSignIn(users);
    const rename = (displayName: unknown) =>
      users.call<User>('/api/users/me', { method: 'PATCH', token, body: { displayName } });
    expect((await rename('New Name')).body.displayName).toBe('New Name');
    await rename('New Name');
    expect((await users.call<User>('/api/users/me', { token })).body.displayName).toBe('New Name');
    expect(await lab.eventsOf(id)).toEqual(['1 registered', '2 logged-in', '3 updated']);
    expect((await rename('x'.repeat(81))).status).toBe(400);
    expect((await users.call('/api/users/me')).status).toBe(401);
  });

  it('gets a new password for the old one; other sessions end, this one stays', async () => {
    const here = await lab.registerAndSignIn(users);
    const elsewhere = await lab.signIn(users, here);
    const change = (currentPassword: string, newPassword: string) =>
      users.call('/api/users/me/password', {
        method: 'PUT',
        token: here.token,
        body: { currentPassword, newPassword },
      });
    expect((await change('wrong password', 'another password')).status).toBe(401);
    expect((await change(here.password, 'too short')).status).toBe(400);
    expect((await change(here.password, 'another password')).status).toBe(204);
    expect((await refresh(here)).status).toBe(200);
    expect((await refresh(elsewhere)).status).toBe(401);
    expect((await login(here)).status).toBe(401);
    expect((await login({ ...here, password: 'another password' })).status).toBe(200);
  });

  it('lets one of two simultaneous password changes win', async () => {
    const { token, password } = await lab.registerAndSignIn(users);
    const change = (newPassword: string) =>
      users.call('/api/users/me/password', { method: 'PUT', token, body: { currentPassword: password, newPassword } });
    const replies = await Promise.all([change('the first password'), change('the other password')]);
    const [winner, loser] = replies.map(({ status }) => status).sort();
    expect(winner).toBe(204);
    // the loser is in the way of the winner, or comes so late that its password is no longer the current one
    expect([401, 409]).toContain(loser);
  });

  it('is exported with what other services keep, and says which did not answer', async () => {
    const person = await lab.registerAndSignIn(users);
    const keeps = (records: Record<string, unknown[]>) => ({
      'GET /internal/users/:id/data': ({ params }: { params: Record<string, string> }) => ({
        status: 200,
        body: { userId: params['id'], records },
      }),
    });
    const stubs = await Promise.all([
      stubService('order-service', keeps({ orders: [{ id: 'order-1' }], limits: [{ count: 2 }] }), lab),
      stubService('chat-service', keeps({ conversations: [{ id: 'talk-1' }] }), lab),
      ...(['payment-service', 'ticket-service', 'notification-service'] as const).map((broken) =>
        stubService(broken, { 'GET /internal/users/:id/data': () => ({ status: 500 }) }, lab),
      ),
    ]);
    type Export = z.output<typeof userExportSchema>;
    const { status, body } = await users.call<Export>('/api/users/me/export', { token: person.token });
    await Promise.all(stubs.map((stub) => stub.close()));
    expect(status).toBe(200);
    expect(body.user.email).toBe(person.email);
    expect(body.sessions).toHaveLength(1);
    expect(body.orders).toEqual([{ id: 'order-1' }]);
    expect(body.conversations).toEqual([{ id: 'talk-1' }]);
    expect(body.further).toEqual({ 'order-service/limits': [{ count: 2 }] });
    expect(body.incomplete).toEqual(['notification-service', 'payment-service', 'ticket-service']);
  });

  it('is erased with the password: nothing personal stays, and the address is free again', async () => {
    const person = await lab.registerAndSignIn(users);
    await users.call('/api/users/password-reset', { body: { email: person.email } });
    const erase = (password: string) =>
      users.call('/api/users/me', { method: 'DELETE', token: person.token, body: { password } });
    expect((await erase('not the password')).status).toBe(401);
    expect((await erase(person.password)).status).toBe(204);

    const { rows } = await lab.db.query<{ row: string }>('SELECT users::text AS row FROM users WHERE id = $1', [
      person.id,
    ]);
    expect(rows[0]?.row).not.toMatch(/example\.org|Test Person|\$2b\$/);
    expect(await lab.eventsOf(person.id)).toEqual(['1 registered', '2 logged-in', '3 erased']);
    const traces = await lab.db.query('SELECT 1 FROM outbox WHERE event::text LIKE $1', [`%${person.email}%`]);
    expect(traces.rowCount).toBe(0);

    expect((await login(person)).body.type).toBe('/problems/invalid-credentials');
    expect((await refresh(person)).status).toBe(401);
    expect((await users.call('/api/users/me', { token: person.token })).status).toBe(401);
    expect((await users.call(`/internal/users/${person.id}/contact`, { token: serviceToken })).status).toBe(404);
    expect((await users.call(`/api/users/${person.id}`, { token: admin.token })).status).toBe(404);
    expect((await lab.register(users, person)).id).not.toBe(person.id);
  });

  it('is erased once, however often that is asked for at the same time', async () => {
    const { id, token, password } = await lab.registerAndSignIn(users);
    const erase = () => users.call('/api/users/me', { method: 'DELETE', token, body: { password } });
    const statuses = (await Promise.all([erase(), erase(), erase()])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => [401, 404].includes(status))).toHaveLength(2);
    expect((await lab.eventsOf(id)).filter((event) => event.endsWith('erased'))).toHaveLength(1);
  });
});

describe('administration', () => {
  it('lists by pages, newest first, with filters', async () => {
    const people = [];
    for (let n = 0; n < 5; n++) people.push(await lab.register(users));
    type Page = { items: User[]; nextCursor: string | null };
    const list = (query: string) => users.call<Page>(`/api/users?${query}`, { token: admin.token });

    const first = await list('limit=3');
    const second = await list(`limit=3&cursor=${first.body.nextCursor ?? ''}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(ids.slice(0, 5)).toEqual(people.map(({ id }) => id).reverse());

    const found = await list(`q=${encodeURIComponent((people[2]?.email ?? '').slice(2).toUpperCase())}`);
    expect(found.body.items.map(({ id }) => id)).toEqual([people[2]?.id]);
    expect((await list('q=%25')).body.items).toEqual([]);
    expect((await list('q=%00')).status).toBe(400);
    expect((await list('role=ADMIN')).body.items.map(({ id }) => id)).toEqual([admin.id]);
    await patch(people[0]?.id ?? '', { locked: true });
    expect((await list('locked=true')).body.items.map(({ id }) => id)).toEqual([people[0]?.id]);
    expect((await list('cursor=nonsense')).status).toBe(400);
    expect((await list('limit=101')).status).toBe(400);
  });

  it('locks: no session survives, the right password is told so, and unlocking lets in again', async () => {
    const person = await lab.registerAndSignIn(users);
    expect((await patch(person.id, { locked: true, reason: 'suspicious' })).body.locked).toBe(true);
    expect((await refresh(person)).status).toBe(401);
    expect((await login(person)).body.type).toBe('/problems/account-locked');
    expect((await login({ ...person, password: 'guessing' })).body.type).toBe('/problems/invalid-credentials');
    await patch(person.id, { locked: false });
    expect((await login(person)).status).toBe(200);
    const events = ['1 registered', '2 logged-in', '3 locked', '4 locked', '5 logged-in'];
    expect(await lab.eventsOf(person.id)).toEqual(events);
    const { rows } = await lab.db.query('SELECT event FROM outbox WHERE subject = $1 AND aggregate_version = 3', [
      person.id,
    ]);
    expect(rows[0]).toMatchObject({
      event: { actor: `admin:${admin.id}`, data: { locked: true, reason: 'suspicious' } },
    });
  });

  it('changes role and lock in one step with two numbered events; repeating it changes nothing', async () => {
    const person = await lab.registerAndSignIn(users);
    await patch(person.id, { role: 'ADMIN', locked: true });
    await patch(person.id, { role: 'ADMIN', locked: true });
    expect(await lab.eventsOf(person.id)).toEqual(['1 registered', '2 logged-in', '3 role-changed', '4 locked']);
    await patch(person.id, { role: 'USER' });
  });

  it('never loses its last administrator, not even when two dismiss each other', async () => {
    expect((await patch(admin.id, { role: 'USER' })).status).toBe(409);
    expect((await patch(admin.id, { locked: true })).status).toBe(409);
    const erase = { method: 'DELETE', token: admin.token, body: { password: admin.password } };
    expect((await users.call('/api/users/me', erase)).status).toBe(409);

    const other = await lab.signInAdmin(users);
    const replies = await Promise.all([
      patch(other.id, { role: 'USER' }, admin.token),
      patch(admin.id, { role: 'USER' }, other.token),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const left = replies[0].status === 200 ? admin : other;
    admin = await lab.signIn(users, left, 'admin');
  });

  it('is for administrators', async () => {
    const { id, token } = await lab.registerAndSignIn(users);
    for (const path of ['/api/users', `/api/users/${id}`]) {
      expect((await users.call(path, { token })).status).toBe(403);
      expect((await users.call(path)).status).toBe(401);
    }
    expect((await patch(id, { role: 'ADMIN' }, token)).status).toBe(403);
    expect((await patch(id, {})).status).toBe(400);
    expect((await patch(id, { role: 'KING' })).status).toBe(400);
    expect((await patch('not-an-id', { locked: true })).status).toBe(404);
    expect((await patch('01890000-0000-7000-8000-000000000000', { locked: true })).status).toBe(404);
  });
});

describe('other services', () => {
  it('get an address to write to, and recipients page by page', async () => {
    const person = await lab.register(users);
    const contact = await users.call<z.output<typeof contactSchema>>(`/internal/users/${person.id}/contact`, {
      token: serviceToken,
    });
    expect(contact.body).toEqual({
      userId: person.id,
      email: person.email,
      displayName: 'Test Person',
      role: 'USER',
    });

    const ids: string[] = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const query: string = `role=USER&limit=4${after === null ? '' : `&after=${after}`}`;
      const page = await users.call<z.output<typeof recipientPageSchema>>(`/internal/users?${query}`, {
        token: serviceToken,
      });
      ids.push(...page.body.ids);
      after = page.body.next;
    }
    const { rows } = await lab.db.query<{ id: string }>(
      "SELECT id FROM users WHERE role = 'USER' AND NOT locked AND erased_at IS NULL ORDER BY id",
    );
    expect(ids).toEqual(rows.map(({ id }) => id));
  });

  it('learn that nothing is broken', async () => {
    const { body } = await users.call<{ violations: { count: number }[] }>('/internal/invariants', {
      token: serviceToken,
    });
    expect(body.violations.map(({ count }) => count)).toEqual([0, 0, 0]);
  });

  it('are the only ones to be answered', async () => {
    const { id, token } = await lab.registerAndSignIn(users);
    for (const path of [`/internal/users/${id}/contact`, '/internal/users', '/internal/invariants']) {
      expect((await users.call(path)).status).toBe(401);
      expect((await users.call(path, { token })).status).toBe(401);
    }
  });
});
