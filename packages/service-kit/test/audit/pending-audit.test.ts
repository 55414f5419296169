import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { createAuditClient } from '../../src/audit/audit-client.ts';
import { addPendingAudit, createPendingAuditRelay } from '../../src/audit/pending-audit.ts';
import { createRedis, type Redis, waitForRedis } from '../../src/redis/connect.ts';
import type { HttpClient } from '../../src/resilience/http-client.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from '../../src/resilience/upstream-errors.ts';
import { createDataKit } from '../data-kit.ts';

const upstream = 'notification-service';
const refusal = (status: number) => new UpstreamProblemError(upstream, status, { type: 'x', title: 'x', status });
const entryOf = (id: string): AuditRecord => ({
  ...{ id, at: new Date().toISOString(), actor: null, action: 'x', subject: 'x', requestId: null, detail: {} },
});
const ids = Array.from({ length: 6 }, (_, n) => `01890000-0000-7000-8000-00000000000${n}`);
const [malformed = '', refused = '', forbidden = '', failing = '', good = '', late = ''] = ids;

let store: TestRedis;
let redis: Redis;

beforeAll(async () => {
  store = await createTestRedis();
  redis = createRedis(store.url, 'test');
  await waitForRedis(redis, 5_000);
});
afterAll(async () => {
  redis.disconnect();
  await store.stop();
});
beforeEach(async () => {
  await redis.flushall();
});

/** A relay to an audit log that fails as told, by id. */
function relayTo(failures: Map<string, Error>) {
  const taken: string[] = [];
  const asked: string[] = [];
  const kit = createDataKit();
  const notifications = {
    request: ({ body }: { body: AuditRecord }) => {
      asked.push(body.id);
      const failure = failures.get(body.id);
      if (failure !== undefined) return Promise.reject(failure);
      taken.push(body.id);
      return Promise.resolve({ status: 204, body: null });
    },
  } as unknown as HttpClient;
  const relay = createPendingAuditRelay({ log: kit.log, redis }, createAuditClient(notifications));
  return { relay, taken, asked, logged: kit.logged };
}

const pending = async () => Object.keys(await redis.hgetall('audit:pending')).sort();

it('holds nothing up behind an entry that is not taken, and puts aside what never can be', async () => {
  await redis.hset('audit:pending', malformed, '{"id":');
  for (const id of [refused, forbidden, failing, good]) await addPendingAudit(redis, entryOf(id));
  const failures = new Map<string, Error>([
    [refused, refusal(422)],
    [forbidden, refusal(403)],
    [failing, new UpstreamUnavailableError(upstream, 'status', 'answered 500')],
  ]);
  const { relay, taken, logged } = relayTo(failures);
  await relay.start();
  await eventually(async () => expect([taken, await pending()]).toEqual([[good], [forbidden, failing]]));
  expect(logged).toContainEqual(expect.objectContaining({ text: '{"id":' }));
  expect(logged).toContainEqual(expect.objectContaining({ entry: expect.objectContaining({ id: refused }) }));
  failures.clear();
  relay.wake();
  await eventually(async () => expect([taken, await pending()]).toEqual([[good, forbidden, failing], []]));
  await relay.stop();
});

it('asks for no other entry where nobody is there to take them', async () => {
  await addPendingAudit(redis, entryOf(good));
  await addPendingAudit(redis, entryOf(late));
  const { relay, asked, logged } = relayTo(
    new Map([[good, new UpstreamUnavailableError(upstream, 'timeout', 'no answer within 2000 ms')]]),
  );
  await relay.start();
  await eventually(() => expect(logged.some(({ msg }) => msg === 'round failed')).toBe(true));
  await relay.stop();
  expect(asked).not.toContain(late);
});
