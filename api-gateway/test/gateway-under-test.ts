import { createTestRedis, type TestRedis } from '@ticketlab/testing/stores';
import { testEnv } from '@ticketlab/testing/env';
import { createTestIdentity, type TestIdentity } from '@ticketlab/testing/tokens';
import { Pool } from 'undici';
import { parseGatewayConfig } from '../src/config.ts';
import { createGateway } from '../src/service.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

export interface GatewayUnderTest {
  url: string;
  redis: TestRedis;
  identity: TestIdentity;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** A gateway with a Redis and an issuer of tokens of its own. Breakers reset after 2 s unless told otherwise. */
export async function startGateway(env: Record<string, string> = {}): Promise<GatewayUnderTest> {
  const [redis, identity] = await Promise.all([createTestRedis(), createTestIdentity()]);
  const gateway = createGateway(
    parseGatewayConfig(testEnv({ redis, identity }, { BREAKER_RESET_MS: '2000', AUTOSCALE_TARGETS: '{}', ...env })),
  );
  const { instancePort } = await gateway.start();
  const url = `http://127.0.0.1:${instancePort}`;

  // a path as it is given: a URL would be normalised on the way
  const pool = new Pool(url);

  async function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const answer = await pool.request({ path, method, headers, body: body ?? null });
    const text = await answer.body.text();
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  }

  return {
    url,
    redis,
    identity,
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, body, headers = {}) =>
      send('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    async close() {
      await Promise.all([pool.close(), gateway.close()]);
      await Promise.all([redis.stop(), identity.close()]);
    },
  };
}
