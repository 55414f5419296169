import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@ticketlab/testing/eventually';
import { stubService } from '@ticketlab/testing/stub-service';
import { type GatewayUnderTest, startGateway } from '../gateway-under-test.ts';

let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.reverse()) await each.close();
  open = [];
});

async function start(env: Record<string, string>): Promise<GatewayUnderTest> {
  const gateway = await startGateway(env);
  open.push(gateway);
  open.push(await stubService('user-service', { 'GET /api/users/me': () => ({ status: 200, body: {} }) }, gateway));
  await eventually(async () => {
    const { body } = await gateway.get('/services/health');
    const services = body['services'] as { service: string; instances: unknown[] }[];
    expect(services.find(({ service }) => service === 'user-service')?.instances).toHaveLength(1);
  });
  return gateway;
}

describe('rate limits', () => {
  it('answer 429 with what the limit is and when it ends, to one caller and not to another', async () => {
    const gateway = await start({ LIMIT_READ: '5' });
    const first = { authorization: `Bearer ${gateway.identity.user().token}` };
    const second = { authorization: `Bearer ${gateway.identity.user().token}` };
    await eventually(async () => expect((await gateway.get('/api/users/me', second)).status).toBe(200));
    const statuses: number[] = [];
    for (let i = 0; i < 8; i += 1) statuses.push((await gateway.get('/api/users/me', first)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const limited = await gateway.get('/api/users/me', first);
    expect(limited.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0' });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect((await gateway.get('/api/users/me', second)).status).toBe(200);
  });

  it('are shared by replicas through Redis', async () => {
    const gateway = await start({ LIMIT_ADDRESS: '10' });
    const statuses: number[] = [];
    for (let i = 0; i < 14; i += 1) statuses.push((await gateway.get('/api/users/me')).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });

  it('let everything pass, counted, while Redis is away', async () => {
    const gateway = await start({ LIMIT_READ: '2' });
    await gateway.redis.kill();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await gateway.get('/api/users/me')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    const { body } = await gateway.get('/metrics');
    expect(String(body['text'])).toMatch(/rate_limiter_unavailable_total\{[^}]*\} [1-9]/);
  });
});

describe('address lists', () => {
  it('refuse denied addresses, behind a trusted proxy the client’s own', async () => {
    const gateway = await start({ DENY_ADDRESSES: '203.0.113.0/24', TRUSTED_PROXIES: '127.0.0.1' });
    expect((await gateway.get('/api/users/me', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
    expect((await gateway.get('/api/users/me', { 'x-forwarded-for': '198.51.100.1' })).status).toBe(200);
    // what a client claims about itself before the trusted proxy does not count
    expect((await gateway.get('/api/users/me', { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' })).status).toBe(403);
  });
});
