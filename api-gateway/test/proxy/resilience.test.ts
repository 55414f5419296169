import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService, type StubAnswer, type StubService } from '@ticketlab/testing/stub-service';
import { type GatewayUnderTest, startGateway } from '../gateway-under-test.ts';

let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.reverse()) await each.close();
  open = [];
});

async function start(env: Record<string, string> = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(env);
  open.push(gateway);
  return gateway;
}

/** An order-service that answers as the test says at the moment. */
async function controlled(
  gateway: GatewayUnderTest,
  first: StubAnswer,
): Promise<{ answer: StubAnswer; stub: StubService }> {
  const state = { answer: first };
  const routes = {
    'GET /api/orders/:id': () => state.answer,
    'POST /api/orders': () => state.answer,
    'GET /api/events/:id': () => state.answer,
  };
  const stub = await stubService('order-service', routes, gateway);
  const events = await stubService('event-service', routes, gateway);
  open.push(stub, events);
  await eventually(async () => {
    expect((await gateway.get('/api/orders/ready')).headers['traceparent']).toBeUndefined();
    expect((await gateway.get('/api/events/ready')).headers['traceparent']).toBeUndefined();
  });
  return Object.assign(state, { stub });
}

const good: StubAnswer = { status: 200, body: { good: true } };
const bad: StubAnswer = { status: 500, body: { bad: true } };

async function many(count: number, call: () => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push((await call()).status);
  return statuses;
}

describe('the breaker of an upstream', () => {
  it('opens at five failures, refuses with Retry-After, and one good probe closes it', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, good);
    upstream.answer = bad;
    // the calls before were good, so five failures make a quarter of the calls only after enough of them
    const statuses = await many(12, () => gateway.get('/api/orders/7'));
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThanOrEqual(5);
    const refused = await gateway.get('/api/orders/7');
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ type: '/problems/circuit-open' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);

    upstream.answer = good;
    await eventually(async () => expect((await gateway.get('/api/orders/7')).status).toBe(200));
    expect(await many(3, () => gateway.get('/api/orders/7'))).toEqual([200, 200, 200]);
  });

  it('opens again when the probe fails', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, bad);
    await many(20, () => gateway.get('/api/orders/7'));
    const reached = upstream.stub.requests.length;
    // one probe each 2 s gets through and fails; everything else is refused
    await eventually(() => gateway.get('/api/orders/7').then(({ status }) => expect(status).toBe(500)));
    expect(upstream.stub.requests.length).toBe(reached + 1);
    expect((await gateway.get('/api/orders/7')).status).toBe(503);
  });

  it('does not count 4xx, and not a few stray failures among many calls', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, { status: 404, body: {} });
    await many(30, () => gateway.get('/api/orders/7'));
    upstream.answer = bad;
    await many(6, () => gateway.get('/api/orders/7'));
    upstream.answer = good;
    expect((await gateway.get('/api/orders/7')).status).toBe(200);
  });

  it('leaves the other upstreams alone', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, good);
    upstream.answer = bad;
    await many(12, () => gateway.post('/api/orders', {}));
    upstream.answer = good;
    expect((await gateway.get('/api/orders/7')).status).toBe(503);
    expect((await gateway.get('/api/events/7')).status).toBe(200);
  });
});

describe('stale copies', () => {
  const fresh: StubAnswer = { status: 200, body: { title: 'Kept' }, headers: { 'cache-control': 'public, max-age=5' } };

  it('stand in for catalogue reads while the service fails, marked with their age', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, fresh);
    expect((await gateway.get('/api/events/42')).headers['x-cache']).toBeUndefined();
    upstream.answer = bad;
    for (let i = 0; i < 12; i += 1) {
      const answer = await gateway.get('/api/events/42');
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ title: 'Kept' });
      expect(answer.headers['x-cache']).toBe('stale');
      expect(answer.headers['age']).toMatch(/^\d+$/);
    }
    expect((await gateway.get('/api/events/other')).status).toBe(503);
  });

  it('are not made of answers that are not public', async () => {
    const gateway = await start();
    const upstream = await controlled(gateway, good);
    await gateway.get('/api/events/42');
    upstream.answer = bad;
    expect((await gateway.get('/api/events/42')).status).toBe(500);
  });
});

describe('retries', () => {
  it('try a GET once more on another instance, never a POST', async () => {
    const gateway = await start();
    const away: StubAnswer = { status: 503, body: {} };
    const answers = [away, good];
    const stubs = await Promise.all(
      answers.map((answer, index) =>
        stubService(
          'user-service',
          { 'GET /api/users/me': () => answer, 'POST /api/users/register': () => answer },
          {
            redis: gateway.redis,
            id: `user-${index}`,
          },
        ),
      ),
    );
    open.push(...stubs);
    await eventually(async () => expect((await gateway.get('/api/users/me')).status).toBe(200));
    expect(await many(5, () => gateway.get('/api/users/me'))).toEqual([200, 200, 200, 200, 200]);
    const posts = await many(10, () => gateway.post('/api/users/register', {}));
    expect(posts).toContain(503);
  });
});

describe('the bulkhead', () => {
  it('refuses what is over its capacity at once, and that does not open the breaker', async () => {
    const gateway = await start({ BULKHEAD_REQUESTS: '2' });
    let release: (answer: StubAnswer) => void = () => undefined;
    const held = new Promise<StubAnswer>((resolve) => (release = resolve));
    const stub = await stubService(
      'user-service',
      { 'GET /api/users/me': () => ({ status: 200, body: {} }), 'GET /api/users/held': () => held },
      gateway,
    );
    open.push(stub);
    await eventually(async () => expect((await gateway.get('/api/users/me')).status).toBe(200));
    const waiting = [gateway.get('/api/users/held'), gateway.get('/api/users/held')];
    await eventually(() => expect(stub.requests.filter(({ path }) => path === '/api/users/held')).toHaveLength(2));
    const refused = await many(10, () => gateway.get('/api/users/me'));
    expect(refused).toEqual(Array(10).fill(503));
    release(good);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await gateway.get('/api/users/me')).status).toBe(200);
  });
});
