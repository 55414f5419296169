import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { type StubRequest, type StubService, stubService } from '@ticketlab/testing/stub-service';
import { createUserLab, type Running, type UserLab } from '../support/user-lab.ts';

interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
}

let lab: UserLab;
let users: Running;
let notifications: StubService;
let mailStatus = 202;
const newPassword = 'a brand new password';

beforeAll(async () => {
  lab = await createUserLab({ env: { PASSWORD_RESET_URL: 'https://tickets.example/password-reset' } });
  notifications = await stubService(
    'notification-service',
    { 'POST /internal/mails': () => ({ status: mailStatus }) },
    lab,
  );
  users = await lab.start();
});

afterAll(async () => {
  await notifications.close();
  await lab.close();
});

const request = (email: string) => users.call('/api/users/password-reset', { body: { email } });
const confirm = (token: string, password = newPassword) =>
  users.call('/api/users/password-reset/confirm', { body: { token, newPassword: password } });
const login = (email: string, password: string) => users.call('/api/users/login', { body: { email, password } });

async function mailsTo(email: string, count: number): Promise<Mail[]> {
  return eventually(() => {
    const mails = notifications.requests.map(({ body }: StubRequest) => body as Mail).filter(({ to }) => to === email);
    expect(mails).toHaveLength(count);
    return mails;
  });
}

const tokenIn = (mail: Mail | undefined) =>
  /https:\/\/tickets\.example\/password-reset#token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';

const waiting = async () => (await lab.db.query('SELECT 1 FROM reset_mails')).rowCount;

describe('password reset', () => {
  it('mails a link that sets a new password once, ends every session and all other links', async () => {
    const person = await lab.registerAndSignIn(users);
    expect((await request(person.email)).status).toBe(202);
    expect((await request(person.email)).status).toBe(202);
    const [first, second] = await mailsTo(person.email, 2);
    expect(first?.id).not.toBe(second?.id);

    expect((await confirm(tokenIn(first))).status).toBe(204);
    expect((await login(person.email, person.password)).status).toBe(401);
    expect((await login(person.email, newPassword)).status).toBe(200);
    expect((await users.call('/api/users/refresh', { method: 'POST', cookie: person.cookie })).status).toBe(401);
    const other = await confirm(tokenIn(second));
    expect([other.status, other.body.errors?.[0]?.path]).toEqual([400, 'token']);
    expect(await lab.eventsOf(person.id)).toContain('3 updated');
  });

  it('lets one of several simultaneous uses of a link win', async () => {
    const { email } = await lab.register(users);
    await request(email);
    const [mail] = await mailsTo(email, 1);
    const passwords = Array.from({ length: 6 }, (_, n) => `simultaneous password ${n}`);
    const replies = await Promise.all(passwords.map((password) => confirm(tokenIn(mail), password)));
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400, 400, 400]);
    const winner = passwords[replies.findIndex(({ status }) => status === 204)] ?? '';
    expect((await login(email, winner)).status).toBe(200);
  });

  it('answers the same for an unknown address, and writes to nobody', async () => {
    const known = await lab.register(users);
    const [a, b] = [await request(known.email), await request('unknown@example.org')];
    expect([a.status, a.body]).toEqual([b.status, b.body]);
    await mailsTo(known.email, 1);
    await eventually(async () => expect(await waiting()).toBe(0));
    await mailsTo('unknown@example.org', 0);
  });

  it('refuses a made-up, an expired and a useless request', async () => {
    const { email } = await lab.register(users);
    await request(email);
    const [mail] = await mailsTo(email, 1);
    await lab.db.query("UPDATE reset_links SET expires_at = now() - interval '1 second'");
    expect((await confirm(tokenIn(mail))).status).toBe(400);
    expect((await confirm('A'.repeat(43))).status).toBe(400);
    expect((await confirm('A'.repeat(43), 'short')).body.errors?.[0]?.path).toBe('newPassword');
    expect((await request('no address')).status).toBe(400);
  });

  it('floods nobody’s mailbox', async () => {
    const { email } = await lab.register(users);
    await Promise.all(Array.from({ length: 5 }, () => request(email)));
    await mailsTo(email, 5);
    await request(email);
    await eventually(async () => expect(await waiting()).toBe(0));
    await mailsTo(email, 5);
  });

  it('keeps the mail while notification-service fails, without any token, until it is taken', async () => {
    mailStatus = 503;
    const { email } = await lab.register(users);
    await request(email);
    const [refused] = await mailsTo(email, 3); // the tries of one attempt
    const { rows } = await lab.db.query<{ mail: string }>('SELECT reset_mails::text AS mail FROM reset_mails');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.mail).not.toContain(tokenIn(refused));

    mailStatus = 202;
    // due again in twenty seconds; and the breaker of the calls has its own idea of when to try
    await eventually(async () => {
      await lab.db.query('UPDATE reset_mails SET due_at = now()');
      expect(await waiting()).toBe(0);
    });
    const sent = notifications.requests.map(({ body }) => body as Mail).filter(({ to }) => to === email);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    // the first mail may have arrived after all
    expect(new Set(sent.map(tokenIn)).size).toBe(2);
    expect((await confirm(tokenIn(refused))).status).toBe(204);
  });
});
