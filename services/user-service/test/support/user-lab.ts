import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { User } from '@ticketlab/contracts/http/users';
import type { Problem } from '@ticketlab/contracts/problem';
import type { Service } from '@ticketlab/service-kit/kit';
import { testEnv } from '@ticketlab/testing/env';
import { createTestDatabase, createTestRedis, type TestTopics } from '@ticketlab/testing/stores';
import pg from 'pg';
import { parseUserConfig } from '../../src/config.ts';
import { createUserService } from '../../src/service.ts';

export interface Reply<Body> {
  status: number;
  body: Body & Partial<Problem>;
  headers: Headers;
  /** `name=value` of the refresh cookie that was set; empty when it was cleared or left alone. */
  cookie: string;
}

export interface Call {
  method?: string;
  body?: unknown;
  token?: string | undefined;
  cookie?: string;
  headers?: Record<string, string>;
}

export interface Running {
  url: string;
  call<Body = Record<string, never>>(path: string, call?: Call): Promise<Reply<Body>>;
}

export interface Person {
  email: string;
  password: string;
}

export interface SignedInPerson extends Person {
  id: string;
  token: string;
  cookie: string;
}

export const password = 'correct horse battery';

export function createSigningKey(): { pem: string; privateKey: KeyObject; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    privateKey,
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

/** A database and a Redis, on which one or several instances of user-service run. */
export async function createUserLab(options: { topics?: TestTopics; env?: Record<string, string> } = {}) {
  const [database, redis] = await Promise.all([createTestDatabase('user'), createTestRedis()]);
  const db = new pg.Pool({ connectionString: database.url, max: 2 });
  // dropping the database ends what the pool has not quite closed yet
  db.on('error', () => undefined);
  const key = createSigningKey();
  const running: Service[] = [];
  let now: (() => Date) | undefined;
  let people = 0;

  function envFor(env: Record<string, string> = {}): Record<string, string> {
    const parts = { database, redis, ...(options.topics === undefined ? {} : { topics: options.topics }) };
    const quick = { JWT_PRIVATE_KEY: key.pem, BCRYPT_COST: '4', POLL_EVERY_MS: '50' };
    return testEnv(parts, { ...quick, ...options.env, ...env });
  }

  async function start(env?: Record<string, string>): Promise<Running & { service: Service }> {
    const service = createUserService(parseUserConfig(envFor(env)), { clock: () => now?.() ?? new Date() });
    running.push(service);
    const { port } = await service.start();
    return { ...at(`http://127.0.0.1:${port}`), service };
  }

  /** An address nobody else in this file has. */
  function newPerson(): Person {
    people += 1;
    return { email: `person-${people}@example.org`, password };
  }

  async function register(on: Running, person = newPerson()): Promise<Person & { id: string }> {
    const { body } = await on.call<User>('/api/users/register', { body: { ...person, displayName: 'Test Person' } });
    return { ...person, id: body.id };
  }

  async function signIn(on: Running, person: Person & { id: string }, portal = 'user'): Promise<SignedInPerson> {
    const { email, password } = person;
    const reply = await on.call<{ accessToken: string }>('/api/users/login', { body: { email, password, portal } });
    if (reply.status !== 200) throw new Error(`sign-in answered ${reply.status}`);
    return { ...person, token: reply.body.accessToken, cookie: reply.cookie };
  }

  return {
    database,
    redis,
    db,
    key,
    envFor,
    start,
    newPerson,
    register,
    signIn,
    registerAndSignIn: async (on: Running) => signIn(on, await register(on)),
    async signInAdmin(on: Running): Promise<SignedInPerson> {
      const person = await register(on);
      await db.query("UPDATE users SET role = 'ADMIN' WHERE id = $1", [person.id]);
      return signIn(on, person, 'admin');
    },
    /** Moves the services' clock ahead of the real one. */
    advanceClock: (ms: number) => (now = () => new Date(Date.now() + ms)),
    /** Every event written so far about one account: type without the common parts, and number. */
    async eventsOf(userId: string): Promise<string[]> {
      const { rows } = await db.query<{ event: { type: string; aggregateversion: number } }>(
        'SELECT event FROM outbox WHERE subject = $1 ORDER BY id',
        [userId],
      );
      return rows.map(
        ({ event }) => `${event.aggregateversion} ${event.type.replace(/^ticketlab\.user\.|\.v1$/g, '')}`,
      );
    },
    async close() {
      await Promise.all(running.map((service) => service.close()));
      await db.end();
      await Promise.all([database.drop(), redis.stop()]);
    },
  };
}

export type UserLab = Awaited<ReturnType<typeof createUserLab>>;

/** An instance that listens there. */
export function at(url: string): Running {
  return { url, call: (path, call) => send(url, path, call) };
}

async function send<Body>(url: string, path: string, call: Call = {}): Promise<Reply<Body>> {
  const response = await fetch(url + path, {
    method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(call.cookie === undefined ? {} : { cookie: call.cookie }),
      ...call.headers,
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const set = response.headers.getSetCookie()[0] ?? '';
  const cookie = /^([^=]+=[^;]+);/.exec(set)?.[1] ?? '';
  const body = JSON.parse(text === '' ? '{}' : text) as Reply<Body>['body'];
  return { status: response.status, body, headers: response.headers, cookie };
}
