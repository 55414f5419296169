import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Event } from '@ticketlab/contracts/http/events';
import { collectEvents, type CollectedEvents } from '@ticketlab/testing/events';
import { eventually } from '@ticketlab/testing/eventually';
import { startServiceProcess } from '@ticketlab/testing/service-process';
import { createTestTopics, type TestTopics } from '@ticketlab/testing/stores';
import { eventInput } from './events.ts';
import { createHarness, type Harness } from './harness.ts';

let topics: TestTopics;
let harness: Harness;
let topic: CollectedEvents;

beforeAll(async () => {
  topics = await createTestTopics('event');
  harness = await createHarness({ topics });
  topic = await collectEvents(topics, 'event-notifications');
});
afterAll(async () => {
  await topic.stop();
  await harness.close();
  await topics.drop();
});

/** What the topic says about one event, without the repetitions that delivery at least once allows. */
function newsOf(id: string): TicketlabEvent[] {
  const seen = new Map(topic.events.filter(({ subject }) => subject === id).map((event) => [event.id, event]));
  return [...seen.values()];
}
const versionsOf = (id: string) => newsOf(id).map(({ aggregateversion }) => aggregateversion);

it('tells of events written by a process that was killed before it could, in order, and no tag changes', async () => {
  // without Redis there is no lease and nothing is published
  const mute = await startServiceProcess('event-service', harness.envOf({ REDIS_URL: 'redis://127.0.0.1:1' }));
  const headers = { authorization: `Bearer ${harness.admin.token}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown, more = {}) => {
    const init = {
      method,
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return (await (await fetch(mute.url + path, init)).json()) as Event;
  };
  const { id } = await send('POST', '/api/events', eventInput());
  await send('PATCH', `/api/events/${id}`, { title: 'Changed' }, { 'if-match': '"1"' });
  await send('POST', `/api/events/${id}/publish`);
  await mute.kill();
  expect(newsOf(id)).toEqual([]);

  const replica = await harness.start();
  await eventually(() => expect(versionsOf(id)).toEqual([1, 2, 3]), { timeoutMs: 20_000 });
  expect(newsOf(id).map(({ type }) => type)).toEqual([
    'ticketlab.event.created.v1',
    'ticketlab.event.updated.v1',
    'ticketlab.event.published.v1',
  ]);
  await eventually(async () => expect(await replica.metric('outbox_pending')).toBe(0));
  expect((await replica.get(id)).headers.get('etag')).toBe('"3"');
});

it('numbers the changes of an event without gaps, names who made them, and carries the whole event', async () => {
  const replica = await harness.start();
  const [left, right] = await Promise.all([replica.publish({ title: 'Left' }), replica.publish({ title: 'Right' })]);
  await Promise.all(
    [left, right].flatMap(({ id }) =>
      Array.from({ length: 5 }, (_, at) =>
        replica.call('PATCH', `/api/events/${id}`, { body: { title: `T ${at}` }, headers: { 'if-match': '"2"' } }),
      ),
    ),
  );
  const cancelled = await Promise.all(
    [left, right].map(({ id }) =>
      replica.call<Event>('POST', `/api/events/${id}/cancel`, { body: { reason: 'flood' } }),
    ),
  );
  await eventually(() => {
    for (const { body } of cancelled) expect(versionsOf(body.id)).toEqual([1, 2, 3, 4]);
  });
  const news = newsOf(left.id);
  expect(news.map(({ actor }) => actor)).toEqual(Array.from({ length: 4 }, () => `admin:${harness.admin.userId}`));
  expect(news[1]).toMatchObject({ data: { event: left }, source: '/event-service' });
  expect(news[3]).toMatchObject({ type: 'ticketlab.event.cancelled.v1', data: { eventId: left.id, reason: 'flood' } });
});

it('says nothing about changes without effect', async () => {
  const replica = await harness.start();
  const { id } = await replica.publish();
  await replica.call('POST', `/api/events/${id}/publish`);
  await replica.call('PATCH', `/api/events/${id}`, { body: { maxPerCustomer: 8 }, headers: { 'if-match': '"2"' } });
  const marker = await replica.create();
  await eventually(() => expect(versionsOf(marker.id)).toEqual([1]));
  await eventually(async () => expect(await replica.metric('outbox_pending')).toBe(0));
  expect(versionsOf(id)).toEqual([1, 2]);
});
