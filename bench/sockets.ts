import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePorts } from '@ticketlab/lab/platform/ports';
import { startMongo } from '@ticketlab/lab/platform/mongo';
import { resolvePlatform } from '@ticketlab/lab/platform/resolve';
import { testEnv } from '@ticketlab/testing/env';
import { stubService } from '@ticketlab/testing/stub-service';
import { createTestIdentity, type TestUser } from '@ticketlab/testing/tokens';
import { type Running, startChild } from './child.ts';
import { pssOf } from './memory.ts';
import { type BenchOptions, createReport, quantile, type Report } from './report.ts';
import type { SocketNews, SocketOrder } from './socket-clients.ts';
import { startTemporaryRedis } from './temporary-redis.ts';

export const about = 'memory per idle notification client, and how long a broadcast takes to 5,000 of them';

const clients = 5_000;
const pageLimit = 500;
const settleMs = 5_000;
const idle = 'idle clients';
const broadcast = 'a broadcast to all of them, stored first';
const service = 'notification-service';

/** The real service with Redis and the MongoDB-compatible store; its clients are one process, user-service is a stub. */
export async function run({ rounds }: BenchOptions): Promise<Report> {
  const report = createReport();
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const { users, admin, server } = await startAll((close) => closers.unshift(close));
    await delay(settleMs);
    const before = pssOf(server.pid);
    const process = await startClients();
    closers.unshift(async () => {
      process.kill();
      await once(process, 'exit');
    });
    const connected = untilNews(process, 'connected');
    process.send({ kind: 'connect', url: server.url, tokens: users.map(({ token }) => token) } satisfies SocketOrder);
    await connected;
    await delay(settleMs);
    report.add(idle, service, { 'KB per client': (pssOf(server.pid) - before) / 1_000 / clients });
    for (let round = 0; round <= rounds; round++) {
      const numbers = await push(server, admin, process);
      if (round > 0) report.add(broadcast, service, numbers); // the first one warms up
      console.error(`round ${round}/${rounds}: p99 ${numbers['p99 ms']?.toFixed(0) ?? ''} ms`);
    }
  } finally {
    for (const close of closers) await close();
  }
  report.goal('KB per idle client', report.spread(idle, service, 'KB per client').median, { atMost: 30 });
  report.goal('push to 5,000 clients, p99 ms', report.spread(broadcast, service, 'p99 ms').median, { atMost: 500 });
  return report;
}

/** Latencies count from when a notification is made, with up to 500 others; `all ms` from the admin's request. */
async function push(server: Running, admin: TestUser, process: ChildProcess): Promise<Record<string, number>> {
  const pushed = untilNews(process, 'pushed');
  const begun = performance.now();
  const answer = await fetch(`${server.url}/api/notifications/broadcast`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Doors open', body: 'Doors open at seven.', audience: 'everyone' }),
  });
  if (answer.status !== 202) throw new Error(`the broadcast was answered ${answer.status}: ${await answer.text()}`);
  const { latencies } = await pushed;
  const all = performance.now() - begun;
  latencies.sort((a, b) => a - b);
  return { 'p50 ms': quantile(latencies, 0.5), 'p99 ms': quantile(latencies, 0.99), 'all ms': all };
}

async function startAll(onClose: (close: () => Promise<unknown>) => void) {
  const dir = await mkdtemp(join(tmpdir(), 'ticketlab-bench-'));
  onClose(() => rm(dir, { recursive: true, force: true }));
  const platform = await resolvePlatform({ onProgress: (line) => console.error(line) });
  const [port = 0] = await findFreePorts(1);
  const mongo = await startMongo(platform, { dataDir: join(dir, 'mongo'), port, logFile: join(dir, 'mongo.log') });
  onClose(() => mongo.stop());
  const redis = await startTemporaryRedis();
  onClose(() => redis.close());
  const identity = await createTestIdentity();
  onClose(() => identity.close());
  const users = Array.from({ length: clients }, () => identity.user()).sort((a, b) => (a.userId < b.userId ? -1 : 1));
  const ids = users.map(({ userId }) => userId);
  const directory = await stubService(
    'user-service',
    { 'GET /internal/users': ({ query }) => page(ids, query) },
    { redis },
  );
  onClose(() => directory.close());
  const database = { url: `${mongo.url}/notification_db` };
  const server = await startChild(join(import.meta.dirname, `../services/${service}/src/main.ts`), {
    env: testEnv(
      { redis, identity, mongo: database },
      { CHECK_RESPONSES: 'off', LOG_LEVEL: 'error', MAIL_OUTBOX_DIR: join(dir, 'mail') },
    ),
    execArgv: ['--max-semi-space-size=2'],
    logFile: join(dir, 'service.log'),
  });
  onClose(() => server.close());
  return { users, admin: identity.admin(), server };
}

function page(ids: readonly string[], query: URLSearchParams) {
  const after = query.get('after') ?? '';
  const limit = Number(query.get('limit') ?? pageLimit);
  const found = ids.filter((id) => id > after).slice(0, limit);
  return { status: 200, body: { ids: found, next: found.length < limit ? null : (found.at(-1) ?? null) } };
}

async function startClients(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'socket-clients.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

async function untilNews<K extends SocketNews['kind']>(
  process: ChildProcess,
  kind: K,
): Promise<Extract<SocketNews, { kind: K }>> {
  const isWanted = (news: SocketNews): news is Extract<SocketNews, { kind: K }> => news.kind === kind;
  for (;;) {
    const [news] = (await once(process, 'message')) as [SocketNews];
    if (isWanted(news)) return news;
  }
}
