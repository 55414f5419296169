import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { createRedis, type Redis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestMongo } from '@ticketlab/testing/stores';
import mongoose from 'mongoose';
import { toFields } from '../src/adapters/event-document.ts';
import { anEvent } from './events.ts';
import { createHarness, type Harness, type Replica } from './harness.ts';

let harness: Harness;
let redis: Redis;
/** Polls so rarely that only what it is told reaches it. */
let left: Replica;
let right: Replica;
/** Polls often. */
let poller: Replica;
let now = () => new Date();

beforeAll(async () => {
  harness = await createHarness();
  redis = createRedis(harness.redis.url, 'test');
  await waitForRedis(redis, 5_000);
  const rarely = { CATALOGUE_POLL_MS: '60000', FINISH_EVERY_MS: '3600000' };
  [left, right, poller] = await Promise.all([
    harness.start(rarely),
    harness.start(rarely),
    harness.start({ CATALOGUE_POLL_MS: '50', FINISH_EVERY_MS: '50' }, () => now()),
  ]);
});
afterAll(async () => {
  redis.disconnect();
  await harness.close();
});

const patch = async (replica: Replica, { id, version }: Event, body: object) => {
  const headers = { 'if-match': `"${version}"` };
  return (await replica.call<Event>('PATCH', `/api/events/${id}`, { body, headers })).body;
};
const titlesOf = async (replica: Replica, q: string) => (await replica.list(`q=${q}`)).items.map(({ title }) => title);

describe('two replicas', () => {
  it('find in each other what was published, changed and cancelled', async () => {
    const event = await left.publish({ title: 'Harpsichord Hour' });
    expect(await titlesOf(left, 'harpsichord')).toEqual(['Harpsichord Hour']);
    await eventually(async () => expect(await titlesOf(right, 'harpsichord')).toEqual(['Harpsichord Hour']));
    await patch(right, event, { title: 'Bassoon Hour' });
    await eventually(async () => expect(await titlesOf(left, 'bassoon')).toEqual(['Bassoon Hour']));
    expect(await titlesOf(left, 'harpsichord')).toEqual([]);
    await left.call('POST', `/api/events/${event.id}/cancel`, { body: { reason: 'flood' } });
    await eventually(async () => expect(await titlesOf(right, 'bassoon')).toEqual([]));
  });

  it('forget a deleted draft', async () => {
    const { id } = await left.create({ title: 'Piccolo Plan' });
    const draftsOf = async (replica: Replica) => (await replica.list('q=piccolo&status=draft')).total;
    await eventually(async () => expect(await draftsOf(right)).toBe(1));
    await left.call('DELETE', `/api/events/${id}`);
    await eventually(async () => expect(await draftsOf(right)).toBe(0));
    expect((await right.get(id)).status).toBe(404);
  });

  it('never answer with an older version than was written before the question', async () => {
    let event = await left.publish();
    for (let round = 0; round < 20; round++) {
      const [writer, reader] = round % 2 === 0 ? [left, right] : [right, left];
      const early = Promise.all(Array.from({ length: 5 }, () => reader.get(event.id)));
      event = await patch(writer, event, { title: `Round ${round}` });
      expect((await reader.get(event.id)).body).toEqual(event);
      await early;
    }
  });

  it('give the same pages, so that a reader may change replicas between them', async () => {
    for (let at = 0; at < 6; at++) await left.publish({ title: `Gamelan ${at}` });
    await eventually(async () => expect((await right.list('q=gamelan')).total).toBe(6));
    const first = await left.call<{ items: Event[]; nextCursor: string }>('GET', '/api/events?q=gamelan&limit=4');
    const second = await right.list(`q=gamelan&limit=4&cursor=${first.body.nextCursor}`);
    const whole = await right.list('q=gamelan');
    expect([...first.body.items, ...second.items]).toEqual(whole.items);
  });

  it('load an event once for a hundred readers when it has left the cache', async () => {
    const { id } = await left.publish({ title: 'Shamisen Show' });
    for (const replica of [right, poller]) {
      await eventually(async () => expect(await titlesOf(replica, 'shamisen')).toEqual(['Shamisen Show']));
    }
    await redis.del(`event-service:event:${id}`);
    const loads = async () =>
      (await left.metric('event_store_loads_total')) + (await right.metric('event_store_loads_total'));
    const before = await loads();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? left : right).get(id)));
    expect(answers.every(({ status, body }) => status === 200 && body.id === id)).toBe(true);
    expect((await loads()) - before).toBe(1);
  });
});

describe('a replica that starts', () => {
  it('is ready only with the whole catalogue', async () => {
    const event = await left.publish({ title: 'Dulcimer Dawn' });
    const late = await harness.start();
    expect((await late.list('q=dulcimer')).items.map(({ id }) => id)).toEqual([event.id]);
  });

  it('takes in more events of one moment than it reads at once', async () => {
    const other = await createTestMongo('event');
    const connection = await mongoose.createConnection(other.url).asPromise();
    const documents = Array.from({ length: 1_200 }, () => {
      const event = anEvent({ title: 'Kazoo Choir', status: 'published' });
      return { _id: event.id, ...toFields(event), changedAt: new Date('2030-01-01T00:00:00Z') };
    });
    await connection.collection<{ _id: string }>('events').insertMany(documents);
    await connection.close();
    const full = await harness.start({ MONGODB_URL: other.url });
    expect((await full.list('q=kazoo')).total).toBe(1_200);
    await full.service.close();
    await other.drop();
  });
});

describe('when the news is lost', () => {
  it('because the writer died after its write, polling finds the change and mends the cache', async () => {
    const event = await left.publish({ title: 'Lute Lunch' });
    await right.get(event.id);
    const connection = await mongoose.createConnection(harness.mongo.url).asPromise();
    const written = await connection
      .collection<{ _id: string }>('events')
      .updateOne({ _id: event.id }, { $set: { title: 'Lute Late', version: 3 }, $currentDate: { changedAt: true } });
    await connection.close();
    expect(written.modifiedCount).toBe(1);
    await eventually(async () => expect(await titlesOf(poller, 'lute')).toEqual(['Lute Late']));
    await eventually(async () => {
      expect((await right.get(event.id)).body).toMatchObject({ title: 'Lute Late', version: 3 });
    });
  });

  it('because Redis is away, reads and writes go on and polling finds the change', async () => {
    const event = await left.publish({ title: 'Sitar Session' });
    await right.get(event.id);
    await harness.redis.kill();
    const changed = await patch(left, event, { title: 'Sitar Sunset' });
    expect(changed).toMatchObject({ title: 'Sitar Sunset', version: 3 });
    expect((await right.get(event.id)).body).toEqual(changed);
    await eventually(async () => expect(await titlesOf(poller, 'sitar')).toEqual(['Sitar Sunset']));
    expect(await right.metric('event_cache_reads_total', { result: 'fallback' })).toBeGreaterThan(0);
    expect(await left.metric('event_feed_failures_total')).toBeGreaterThan(0);

    await harness.redis.restart();
    await eventually(async () => expect(await titlesOf(right, 'sitar')).toEqual(['Sitar Sunset']));
    await eventually(async () => {
      expect((await right.get(event.id)).body).toEqual(changed);
      expect(await right.metric('event_cache_reads_total', { result: 'hit' })).toBeGreaterThan(0);
    });
  });
});

it('finishes published events once they are over', async () => {
  const over = await left.publish({
    title: 'Ocarina Over',
    startsAt: '2030-01-01T18:00:00Z',
    endsAt: '2030-01-01T20:00:00Z',
  });
  const later = await left.publish({
    title: 'Ocarina Onward',
    startsAt: '2032-01-01T18:00:00Z',
    endsAt: '2032-01-01T20:00:00Z',
  });
  now = () => new Date('2031-01-01T00:00:00Z');
  await eventually(async () =>
    expect((await left.get(over.id)).body).toMatchObject({ status: 'finished', version: 3 }),
  );
  expect((await left.get(later.id)).body).toMatchObject({ status: 'published', version: 2 });
  expect(await titlesOf(poller, 'ocarina')).toEqual(['Ocarina Onward']);
  expect(((await patch(left, { ...over, version: 3 }, { title: 'x' })) as unknown as { type: string }).type).toBe(
    '/problems/conflict',
  );
});

it('refuses lists, and is not ready, while MongoDB cannot be reached', async () => {
  const lost = await harness.startUnready({ MONGODB_URL: 'mongodb://127.0.0.1:1/none' });
  const [ready, list, active] = await Promise.all([
    lost.call('GET', '/readyz'),
    lost.call('GET', '/api/events'),
    lost.call('GET', '/api/events/active'),
  ]);
  expect([ready.status, list.status, active.status]).toEqual([503, 503, 503]);
  expect(list.body.type).toBe('/problems/service-unavailable');
  expect(list.headers.get('retry-after')).toBe('1');
});
