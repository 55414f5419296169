import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkAccessToken } from '@ticketlab/service-kit/auth/access-token';
import { createKeySource } from '@ticketlab/service-kit/auth/jwks';
import { createRedis } from '@ticketlab/service-kit/redis/connect';
import { createSubscriber } from '@ticketlab/service-kit/redis/subscriber';
import { createRegistryDiscovery } from '@ticketlab/service-kit/resilience/registry-discovery';
import { createLogger } from '@ticketlab/service-kit/telemetry/logger';
import { eventually } from '@ticketlab/testing/eventually';
import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { stubService } from '@ticketlab/testing/stub-service';
import { createTestIdentity } from '@ticketlab/testing/tokens';
import { testTerms } from '../src/terms.ts';

const log = createLogger({ service: 'api-gateway', instance: 'test', level: 'fatal' });

describe('a stubbed peer', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await createTestRedis();
  });
  afterAll(() => redis.stop());

  it('is discovered, answers by route and remembers what it was asked', async () => {
    const stub = await stubService(
      'ticket-service',
      { 'POST /internal/reservations/:id': ({ params, body }) => ({ status: 201, body: { id: params['id'], body } }) },
      { redis },
    );
    const connection = createRedis(redis.url, 'test');
    const subscriber = createSubscriber(redis.url, 'test');
    const discovery = createRegistryDiscovery(connection, subscriber, log);
    await discovery.start();
    const found = await eventually(() => {
      const [instance] = discovery.instances('ticket-service');
      if (instance === undefined) throw new Error('not discovered yet');
      return instance;
    });
    const url = `http://${found.host}:${found.port}/internal/reservations/r1?dry=yes`;
    const response = await fetch(url, { method: 'POST', body: '{"quantity":2}' });
    expect(await response.json()).toEqual({ id: 'r1', body: { quantity: 2 } });
    expect((await fetch(`${stub.url}/elsewhere`)).status).toBe(404);
    expect(stub.requests.map(({ path }) => path)).toEqual(['/internal/reservations/r1', '/elsewhere']);
    expect(stub.requests[0]?.query.get('dry')).toBe('yes');

    await stub.close();
    await eventually(() => {
      expect(discovery.instances('ticket-service')).toEqual([]);
    });
    discovery.close();
    subscriber.close();
    connection.disconnect();
  });
});

describe('a test identity', () => {
  it('signs tokens that the key set it serves confirms', async () => {
    const identity = await createTestIdentity();
    const keys = createKeySource({ load: async () => (await fetch(identity.jwksUrl)).json(), log });
    const admin = identity.admin();
    const header = JSON.parse(Buffer.from(admin.token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
    const key = await keys.find(header.kid);
    if (key === undefined) throw new Error('unknown key');
    const { caller } = checkAccessToken(admin.token, key, testTerms);
    expect(caller).toEqual({ kind: 'user', userId: admin.userId, role: 'ADMIN', sessionId: admin.sessionId });
    expect(() => checkAccessToken(identity.user({ expiresInSeconds: -1 }).token, key, testTerms)).toThrow();
    await identity.close();
  });
});
