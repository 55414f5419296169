import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService } from '@ticketlab/testing/stub-service';
import type { TestUser } from '@ticketlab/testing/tokens';
import { type ChatUnderTest, next, startChat } from './chat-under-test.ts';

let chat: ChatUnderTest;
beforeAll(async () => {
  chat = await startChat();
});
afterAll(() => chat.close());

const say = (user: TestUser, id: string, text: string, replica = 0) =>
  chat.call(user, 'POST', `/${id}/messages`, { text, clientMessageId: randomUUID() }, replica);
const list = async (query: string, user = chat.identity.admin()) =>
  (await chat.call(user, 'GET', query)).body as { items: Conversation[]; nextCursor: string | null };
const statusOf = async (id: string) => (await chat.call(chat.identity.admin(), 'GET', `/${id}`)).body as Conversation;

describe('the queue', () => {
  it('gives a conversation to one of two admins who take it at once', async () => {
    const id = await chat.open(chat.identity.user());
    const admins = [chat.identity.admin(), chat.identity.admin()];
    const answers = await Promise.all(
      admins.map((admin, replica) =>
        chat.call(admin, 'POST', `/${id}/assign`, { adminId: admin.userId, expectedAdminId: null }, replica),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = admins[answers.findIndex(({ status }) => status === 200)];
    expect((await statusOf(id)).assigneeId).toBe(winner?.userId);
  });

  it('hands over to admins only, and says so when nobody can tell who is one', async () => {
    const id = await chat.open(chat.identity.user());
    const me = chat.identity.admin();
    const colleague = chat.identity.admin().userId;
    const handTo = (adminId: string) => chat.call(me, 'POST', `/${id}/assign`, { adminId, expectedAdminId: null });
    expect((await handTo(colleague)).status).toBe(503);
    const users = await stubService(
      'user-service',
      {
        'GET /internal/users/:id/contact': ({ params: { id: userId = '' } }) => ({
          status: 200,
          body: { userId, email: 'a@example.test', displayName: 'A', role: userId === colleague ? 'ADMIN' : 'USER' },
        }),
      },
      chat,
    );
    try {
      await eventually(async () => expect((await handTo(chat.identity.user().userId)).status).toBe(400));
      expect((await handTo(colleague)).body['assigneeId']).toBe(colleague);
    } finally {
      await users.close();
    }
  });

  it('counts what is whose, and lists who waits, the longest first', async () => {
    const admin = chat.identity.admin();
    const customers = [chat.identity.user(), chat.identity.user(), chat.identity.user()];
    const before = (await chat.call(admin, 'GET', '/api/chat/queue')).body as Record<string, number>;
    const ids: string[] = [];
    for (const customer of customers) ids.push(await chat.open(customer));
    const [first = '', second = '', third = ''] = ids;
    // what is written while one waits does not move one back
    await say(customers[0] ?? admin, first, 'Anybody there?');
    await chat.call(admin, 'POST', `/${second}/assign`, { adminId: admin.userId });
    await say(admin, second, 'Here I am');
    const waiting = async (query: string) => {
      const page = await list(query);
      return { ids: page.items.map(({ id }) => id).filter((id) => ids.includes(id)), next: page.nextCursor };
    };
    expect((await waiting('?sort=waiting&limit=100')).ids).toEqual([first, third]);
    expect((await waiting('?sort=waiting&limit=100&unassigned=true')).ids).toEqual([first, third]);
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`?sort=waiting&limit=1${cursor}`);
      pages.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(pages.filter((id) => ids.includes(id))).toEqual([first, third]);
    expect(await statusOf(second)).toMatchObject({ waitingSince: null });
    await chat.call(admin, 'POST', `/${third}/close`);
    const after = (await chat.call(admin, 'GET', '/api/chat/queue')).body as Record<string, number>;
    const grown = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
    expect(grown).toEqual({ unassigned: 1, mine: 1, others: 0, waiting: 1, closed: 1 });
    expect((await chat.call(customers[0] ?? admin, 'GET', '/api/chat/queue')).status).toBe(403);
  });
});

describe('a closed conversation', () => {
  it('is opened again by what its customer writes, and everybody hears of it', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    const id = await chat.open(customer);
    await chat.call(admin, 'POST', `/${id}/assign`, { adminId: admin.userId });
    await chat.call(admin, 'POST', `/${id}/close`);
    expect(await statusOf(id)).toMatchObject({ status: 'closed', waitingSince: null });
    const atAdmin = await chat.connect(admin, 1);
    const told = next(atAdmin, 'conversation');
    expect((await say(customer, id, 'One more thing')).status).toBe(201);
    expect(await told).toMatchObject({ id, status: 'open', closedAt: null, assigneeId: admin.userId });
    expect((await statusOf(id)).waitingSince).not.toBeNull();
  });

  it('is reopened by an admin, once', async () => {
    const admin = chat.identity.admin();
    const id = await chat.open(chat.identity.user());
    const reopen = (replica = 0) => chat.call(admin, 'POST', `/${id}/reopen`, undefined, replica);
    expect((await reopen()).status).toBe(409);
    await chat.call(admin, 'POST', `/${id}/close`);
    expect((await say(admin, id, 'x')).status).toBe(409);
    const answers = await Promise.all([reopen(0), reopen(1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await say(admin, id, 'x')).status).toBe(201);
    expect((await chat.call(chat.identity.user(), 'POST', `/${id}/reopen`)).status).toBe(403);
  });

  it('never swallows what comes while it is being closed', async () => {
    const customer = chat.identity.user();
    const admin = chat.identity.admin();
    for (let round = 0; round < 8; round += 1) {
      const id = await chat.open(customer);
      await Promise.all([say(customer, id, 'Wait', 1), chat.call(admin, 'POST', `/${id}/close`)]);
      const { status, closedAt, waitingSince, lastSeq } = await statusOf(id);
      // closed only by who could see the message
      expect({ status, closedAt: closedAt === null, waits: waitingSince !== null, lastSeq }).toEqual({
        ...{ status, lastSeq: 2 },
        ...(status === 'open' ? { closedAt: true, waits: true } : { closedAt: false, waits: false }),
      });
    }
  });
});

describe('a search', () => {
  it('finds names, subjects, messages and notes by how their words begin, without accents, page by page', async () => {
    const admin = chat.identity.admin();
    const word = `Žluťoučký${randomUUID().slice(0, 6)}`;
    const plain = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    const ids: string[] = [];
    for (const text of ['kůň', 'pes', 'kočka']) ids.push(await chat.open(chat.identity.user(), `${word}, ${text}!`));
    const [first = '', second = '', third = ''] = ids;
    const find = async (q: string, more = '') =>
      (await list(`?q=${encodeURIComponent(q)}${more}`)).items.map(({ id }) => id);
    expect(await find(plain)).toEqual([third, second, first]);
    expect(await find(`${word} KUN`)).toEqual([first]);
    expect(await find(`${plain} k`)).toEqual([third, first]);
    expect(await find(`${plain} lion`)).toEqual([]);
    await chat.call(admin, 'POST', `/${second}/notes`, { text: 'Asks about a lion', clientNoteId: randomUUID() });
    await chat.call(admin, 'POST', `/${first}/close`);
    expect(await find(`${plain} lion`)).toEqual([second]);
    expect(await find(plain, '&status=closed')).toEqual([first]);
    const page = await list(`?q=${plain}&limit=2`);
    const rest = await list(`?q=${plain}&limit=2&cursor=${page.nextCursor ?? ''}`);
    expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual([third, second, first]);
    // nothing but punctuation is no word to look for
    expect((await chat.call(admin, 'GET', '?q=.*')).status).toBe(200);
  });
});
