import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Event } from '@ticketlab/contracts/http/events';
import { createServiceToken } from '@ticketlab/testing/tokens';
import { eventInput, newId } from '../events.ts';
import { createHarness, type Harness, type Replica } from '../harness.ts';

let harness: Harness;
let replica: Replica;

beforeAll(async () => {
  harness = await createHarness();
  replica = await harness.start();
});
afterAll(() => harness.close());

const patch = (event: Event, body: unknown) =>
  replica.call<Event & { type: string }>('PATCH', `/api/events/${event.id}`, {
    body,
    headers: { 'if-match': `"${event.version}"` },
  });
const publish = (id: string, headers = {}) => replica.call<Event>('POST', `/api/events/${id}/publish`, { headers });
const cancel = (id: string, reason = 'flood') =>
  replica.call<Event>('POST', `/api/events/${id}/cancel`, { body: { reason } });

describe('the life of an event', () => {
  it('goes from draft over published to cancelled, its tag counting the changes', async () => {
    const created = await replica.call<Event>('POST', '/api/events', {
      body: eventInput({ title: ' Night\u0000 of  the Owls ' }),
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(created.headers.get('location')).toBe(`/api/events/${created.body.id}`);
    expect(created.body).toMatchObject({ title: 'Night of the Owls', status: 'draft', version: 1 });
    const { id } = created.body;

    const changed = await patch(created.body, { title: 'Day of the Owls' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await publish(id)).body).toMatchObject({ status: 'published', version: 3, title: 'Day of the Owls' });
    expect((await cancel(id)).body).toMatchObject({ status: 'cancelled', version: 4, cancelReason: 'flood' });
    expect((await replica.get(id, { token: null })).body).toMatchObject({ status: 'cancelled', version: 4 });
    expect((await publish(id)).status).toBe(409);
  });

  it('publishing and cancelling can be repeated without effect', async () => {
    const { id } = await replica.publish();
    expect((await publish(id)).headers.get('etag')).toBe('"2"');
    await cancel(id);
    expect((await cancel(id, 'fire')).body).toMatchObject({ version: 3, cancelReason: 'flood' });
  });

  it('only drafts can be deleted, and are gone then', async () => {
    const draft = await replica.create();
    const published = await replica.publish();
    expect((await replica.call('DELETE', `/api/events/${published.id}`)).status).toBe(409);
    expect((await replica.call('DELETE', `/api/events/${draft.id}`, { headers: { 'if-match': '"7"' } })).status).toBe(
      412,
    );
    expect((await replica.call('DELETE', `/api/events/${draft.id}`)).status).toBe(204);
    expect((await replica.get(draft.id)).status).toBe(404);
    expect((await replica.call('DELETE', `/api/events/${draft.id}`)).status).toBe(404);
    expect((await patch(draft, { title: 'x' })).status).toBe(404);
    expect((await replica.list('status=draft&limit=100')).items.map(({ id }) => id)).not.toContain(draft.id);
  });
});

describe('editing', () => {
  it('needs If-Match: 428 without it, 412 with another version, no matter how it is written', async () => {
    const event = await replica.create();
    const statusOf = async (headers: Record<string, string>) => {
      const options = { body: { title: 'x' }, headers };
      return (await replica.call('PATCH', `/api/events/${event.id}`, options)).status;
    };
    expect(await statusOf({})).toBe(428);
    expect(await statusOf({ 'if-match': '*' })).toBe(428);
    expect(await statusOf({ 'if-match': '"2"' })).toBe(412);
    expect(await statusOf({ 'if-match': '"abc"' })).toBe(412);
    expect(await statusOf({ 'if-match': '"1"' })).toBe(200);
    expect(await statusOf({ 'if-match': 'W/"2"' })).toBe(200);
  });

  it('of two changes to one version, one wins and the other gets 412', async () => {
    const event = await replica.create();
    for (let round = 0; round < 5; round++) {
      const current = (await replica.get(event.id)).body;
      const answers = await Promise.all([
        patch(current, { title: `left ${round}` }),
        patch(current, { title: `right ${round}` }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      const won = answers.find(({ status }) => status === 200)?.body;
      expect((await replica.get(event.id)).body).toEqual(won);
    }
  });

  it('without effect keeps the version', async () => {
    const event = await replica.create();
    expect((await patch(event, { title: event.title })).headers.get('etag')).toBe('"1"');
  });

  it('of what is on sale is refused with a reason', async () => {
    const event = await replica.publish();
    const answer = await patch(event, { tiers: eventInput().tiers.slice(0, 1) });
    expect([answer.status, answer.body.type]).toEqual([409, '/problems/conflict']);
  });
});

it('publishing and cancelling at the same time never lose one another', async () => {
  const events = await Promise.all(Array.from({ length: 8 }, () => replica.create()));
  await Promise.all(
    events.map(async ({ id }) => {
      const [published, cancelled] = await Promise.all([publish(id), cancel(id)]);
      expect(published.status).toBe(200);
      const expected =
        cancelled.status === 200 ? { status: 'cancelled', version: 3 } : { status: 'published', version: 2 };
      expect(cancelled.status === 200 || cancelled.status === 409).toBe(true);
      expect((await replica.get(id)).body).toMatchObject(expected);
    }),
  );
});

describe('reading', () => {
  it('answers 304 to whoever has the current version', async () => {
    const { id } = await replica.publish();
    const first = await replica.get(id, { token: null });
    expect(first.headers.get('cache-control')).toBe('public, no-cache');
    const etag = first.headers.get('etag') ?? '';
    const again = await replica.get(id, { token: null, headers: { 'if-none-match': etag } });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, undefined, etag]);
    await cancel(id);
    expect((await replica.get(id, { token: null, headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('a list answers 304 until something in it changes', async () => {
    const { id } = await replica.publish({ title: 'Unique Zither' });
    const path = '/api/events?q=zither';
    const etag = (await replica.call('GET', path)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };
    expect((await replica.call('GET', path, { headers })).status).toBe(304);
    await cancel(id);
    const changed = await replica.call<{ items: unknown[] }>('GET', path, { headers });
    expect([changed.status, changed.body.items]).toEqual([200, []]);
  });

  it('shows drafts to admins only', async () => {
    const { id } = await replica.create({ title: 'Secret Plan' });
    const { token } = harness.identity.user();
    const asAdmin = await replica.get(id);
    expect([asAdmin.status, asAdmin.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    expect((await replica.get(id, { token })).status).toBe(404);
    expect((await replica.get(id, { token: null })).status).toBe(404);
    expect((await replica.list('q=secret', { token: null })).total).toBe(0);
    expect((await replica.list('q=secret&status=draft')).total).toBe(1);
    expect((await replica.call('GET', '/api/events?status=draft', { token })).status).toBe(403);
    expect((await replica.call('GET', '/api/events?status=cancelled', { token: null })).status).toBe(403);
    expect((await replica.call('GET', '/api/events?status=published', { token: null })).status).toBe(200);
  });

  it('lists what is active', async () => {
    const { id } = await replica.publish();
    const { body } = await replica.call<{ items: Event[]; nextCursor: null }>('GET', '/api/events/active', {
      token: null,
    });
    expect(body.items.map((event) => event.id)).toContain(id);
    expect(body.items.every(({ status }) => status === 'published')).toBe(true);
    await cancel(id);
    const later = await replica.call<{ items: Event[] }>('GET', '/api/events/active', { token: null });
    expect(later.body.items.map((event) => event.id)).not.toContain(id);
  });
});

describe('wrong input', () => {
  it.each([
    ['no title', { title: undefined }, 'title'],
    ['a title of spaces', { title: ' \u200b ' }, 'title'],
    ['an unknown category', { category: 'opera' }, 'category'],
    ['no tier', { tiers: [] }, 'tiers'],
    ['an unknown time zone', { venue: { ...eventInput().venue, timezone: 'Mars/Olympus' } }, 'venue.timezone'],
    ['a local time', { startsAt: '2030-06-01 18:00' }, 'startsAt'],
    ['an end before the start', { endsAt: '2030-05-01T00:00:00Z' }, 'endsAt'],
    [
      'a negative price',
      { tiers: [{ ...eventInput().tiers[0], price: { amount: -1, currency: 'EUR' } }] },
      'tiers.0.price.amount',
    ],
    ['an unknown field', { status: 'published' }, ''],
  ])('%s is answered with 400 and the field', async (_, overrides, path) => {
    const { status, body } = await replica.call<{ type: string; errors: { path: string }[] }>('POST', '/api/events', {
      body: { ...eventInput(), ...overrides },
    });
    expect([status, body.type]).toEqual([400, '/problems/validation-failed']);
    expect(body.errors.map((error) => error.path).join()).toContain(path);
  });

  it.each([
    'limit=0',
    'limit=101',
    'sort=size',
    'cursor=x',
    'from=yesterday',
    'maxPrice=-1',
    'category=opera',
    'from=2030-02-01T00:00:00Z&to=2030-01-01T00:00:00Z',
  ])('the query %s is answered with 400', async (query) => {
    expect((await replica.call('GET', `/api/events?${query}`)).status).toBe(400);
  });

  it('an id that is none, and one that nobody has', async () => {
    expect((await replica.get('7')).status).toBe(400);
    expect((await replica.get(newId())).status).toBe(404);
    expect((await publish(newId())).status).toBe(404);
  });

  it('changes need an admin', async () => {
    const { id } = await replica.create();
    const { token } = harness.identity.user();
    const attempts: [string, string, unknown][] = [
      ['POST', '/api/events', eventInput()],
      ['PATCH', `/api/events/${id}`, { title: 'x' }],
      ['DELETE', `/api/events/${id}`, undefined],
      ['POST', `/api/events/${id}/publish`, undefined],
      ['POST', `/api/events/${id}/cancel`, { reason: 'x' }],
    ];
    for (const [method, path, body] of attempts) {
      expect((await replica.call(method, path, { body, token })).status).toBe(403);
      expect((await replica.call(method, path, { body, token: null })).status).toBe(401);
    }
  });
});

it('tells other services what must hold', async () => {
  const token = createServiceToken('order-service', 'event-service');
  const { status, body } = await replica.call<{ violations: unknown }>('GET', '/internal/invariants', { token });
  expect([status, body.violations]).toEqual([200, [{ invariant: 'finished-when-over', count: 0, examples: [] }]]);
  expect((await replica.call('GET', '/internal/invariants')).status).toBe(401);
});

it('keeps its own addresses beside the ids of events', async () => {
  const paths = ['openapi.json', 'challenge/latency?ms=1'];
  for (const path of paths) expect((await fetch(`${replica.url}/api/events/${path}`)).status).toBe(200);
  const { body } = await replica.call<{ paths: object }>('GET', '/api/events/openapi.json');
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/events', '/api/events/active', '/api/events/{id}', '/api/events/{id}/publish']),
  );
});
