import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { createServiceToken } from '@ticketlab/testing/tokens';
import mongoose from 'mongoose';
import { createOutboxMailTransport } from '../src/adapters/outbox-mail-transport.ts';
import { createHarness, type Harness, newId, type Replica } from './harness.ts';

let harness: Harness;
let replica: Replica;
/** What user-service answers for a person, until it is asked again. */
const contacts = new Map<string, number[]>();

beforeAll(async () => {
  harness = await createHarness({
    users: {
      'GET /internal/users/:id/contact': ({ params: { id = '' } }) => {
        const status = contacts.get(id)?.shift() ?? 200;
        return status === 200
          ? { status, body: { userId: id, email: `${id}@example.test`, displayName: 'Ada', role: 'USER' } }
          : { status, body: { type: '/problems/not-found', title: 'Not found', status } };
      },
    },
  });
  replica = await harness.start();
});
afterAll(() => harness.close());

const mailsWith = async (text: string) => (await harness.mails()).filter((mail) => mail.includes(text));

function post(to: string, text: string, id = newId(), target = replica) {
  const token = createServiceToken('user-service', 'notification-service');
  return target.call('POST', '/internal/mails', { token, body: { id, to, subject: 'A link for you', text } });
}

async function stateOf(id: string): Promise<Record<string, unknown> | null> {
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  const found = await connection.collection<{ _id: string }>('mails').findOne({ _id: id });
  await connection.close();
  return found;
}

describe('in the folder', () => {
  it('a mail is written as text and as it would be sent, once per id, and its address and text are forgotten', async () => {
    const id = newId();
    const link = `https://portal.example/password-reset#token=${'x'.repeat(90)}`;
    for (let times = 0; times < 3; times++)
      expect((await post('bo@example.test', `Open ${link}`, id)).status).toBe(202);
    const [mail, ...others] = await eventually(async () => {
      const mails = await mailsWith(link);
      expect(mails).not.toEqual([]);
      return mails;
    });
    expect(others).toEqual([]);
    expect(mail).toContain('To: bo@example.test\nSubject: A link for you\n');
    const names = (await readdir(harness.mailDir)).filter((name) => name.includes(id));
    expect(names.map((name) => name.split('.').at(-1)).sort()).toEqual(['eml', 'txt']);
    await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: 'sent', to: null, text: '' }));
    expect((await post('bo@example.test', `Open ${link}`, id)).status).toBe(202);
    expect(await stateOf(id)).toMatchObject({ state: 'sent', text: '' });
  });

  it('a notification by mail greets its reader and leads to the portal', async () => {
    const { userId } = harness.identity.user();
    await replica.notify(userId, { email: true, body: 'Greetings follow' });
    const [mail] = await eventually(async () => {
      const mails = await mailsWith('Greetings follow');
      expect(mails).toHaveLength(1);
      return mails;
    });
    expect(mail).toContain(`To: ${userId}@example.test`);
    expect(mail).toContain('Hello Ada,\n\nGreetings follow\n\nhttp://127.0.0.1:3000/support\n');
  });

  it('nobody writes to an erased account', async () => {
    const { userId } = harness.identity.user();
    contacts.set(userId, [404, 404, 404]);
    const source = await replica.notify(userId, { email: true, body: 'Too late' });
    await eventually(async () =>
      expect(await stateOf(`${source}:${userId}`)).toMatchObject({ state: 'dropped', text: '' }),
    );
    expect(await mailsWith('Too late')).toEqual([]);
  });
});

it('in the folder nobody else can read them, and those of an erased person go, links sent to the address too', async () => {
  const dir = join(harness.mailDir, 'own');
  const transport = createOutboxMailTransport(dir, 'Ticketlab <no-reply@example.test>', () => new Date(), 1);
  const mail = (id: string, to: string) => ({ id, to, subject: 'News', text: 'Hello' });
  await transport.send(mail('one:ada', 'ada@example.test'));
  await transport.send(mail('link', 'ada@example.test'));
  await transport.send(mail('two', 'bo@example.test'));
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  await transport.removeOf(['one:ada']);
  const kept = await readdir(dir);
  expect(kept.map((name) => name.split('_')[1]).sort()).toEqual(['two.eml', 'two.txt']);
  for (let sent = 3; sent < 100; sent++) await transport.send(mail(`more-${sent}`, 'bo@example.test'));
  expect(await readdir(dir)).toHaveLength(2);
});

it('a mail waits for user-service, and is tried again', async () => {
  const { userId } = harness.identity.user();
  contacts.set(userId, [503, 503, 503]);
  const source = await replica.notify(userId, { email: true, body: 'Patience' });
  const id = `${source}:${userId}`;
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: 'pending', attempts: 1 }));
  const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
  await connection.collection<{ _id: string }>('mails').updateOne({ _id: id }, { $set: { dueAt: new Date() } });
  await connection.close();
  await eventually(async () => expect(await mailsWith('Patience')).toHaveLength(1));
});

describe('by SMTP', () => {
  let server: Server;
  const accepted: string[] = [];
  let refuse = 0;

  beforeAll(async () => {
    server = createSmtpServer(accepted, () => refuse-- > 0);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
  });

  it('a mail is handed over, and again after a refusal', async () => {
    const { port } = server.address() as AddressInfo;
    const other = await createHarness();
    const sender = await other.start({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    refuse = 1;
    const ids = [newId(), newId()];
    await post('one@example.test', 'by wire 1', ids[0], sender);
    await eventually(() => expect(refuse).toBe(0));
    await post('two@example.test', 'by wire 2', ids[1], sender);
    await eventually(() => expect(accepted.some((mail) => mail.includes('by wire 2'))).toBe(true));
    const connection = await mongoose.createConnection(other.mongo.url).asPromise();
    const mails = connection.collection<{ _id: string }>('mails');
    await eventually(async () => expect(await mails.findOne({ _id: ids[0] ?? '' })).toMatchObject({ attempts: 1 }));
    await mails.updateOne({ _id: ids[0] ?? '' }, { $set: { dueAt: new Date() } });
    await connection.close();
    const first = await eventually(() => {
      const mail = accepted.find((text) => text.includes('by wire 1'));
      expect(mail).toBeDefined();
      return mail;
    });
    expect(first).toContain(`Message-ID: <${ids[0] ?? ''}@ticketlab>`);
    await other.close();
  });
});

it.each([
  ['never greets', ''],
  ['greets and then falls silent', '220 test\r\n'],
])('by an SMTP server that %s a mail is tried again later, and nothing else waits for it', async (_, greeting) => {
  const connected = new Set<Socket>();
  const silent = createServer((socket) => {
    connected.add(socket);
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const other = await createHarness();
  const sender = await other.start({ SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_PATIENCE_MS: '400' });
  const reader = other.identity.user();
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await post('one@example.test', 'into the void', id, sender);

  // while all lanes wait for the server, people are told as ever
  const client = await sender.connect(reader);
  await sender.notify(reader.userId, { body: 'meanwhile' });
  await eventually(() => expect(client.received.map(({ body }) => body)).toEqual(['meanwhile']));

  const connection = await mongoose.createConnection(other.mongo.url).asPromise();
  const mails = connection.collection<{ _id: string; dueAt: Date }>('mails');
  for (const _id of ids) {
    await eventually(async () => expect(await mails.findOne({ _id })).toMatchObject({ state: 'pending', attempts: 1 }));
    expect((await mails.findOne({ _id }))?.dueAt.getTime()).toBeGreaterThan(Date.now() - 1_000);
  }
  await connection.close();
  await other.close();
  for (const socket of connected) socket.destroy();
  silent.close();
});

/** As much of RFC 5321 as it takes to receive; `refuses` decides for each mail. */
function createSmtpServer(accepted: string[], refuses: () => boolean): Server {
  return createServer((socket) => {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let data: string[] | undefined;
    say('220 test');
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      if (data !== undefined && line !== '.') return void data.push(line);
      if (data !== undefined) {
        accepted.push(data.join('\n'));
        data = undefined;
        return void say('250 taken');
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL' && refuses()) return void say('451 try later');
      if (verb === 'DATA') {
        data = [];
        return void say('354 go on');
      }
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      return void say('250 ok');
    });
  });
}
