import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServiceName } from '@ticketlab/contracts/services';
import { createRedis, waitForRedis } from '@ticketlab/service-kit/redis/connect';
import { startRegistration } from '@ticketlab/service-kit/resilience/registration';

export interface StubRequest {
  method: string;
  path: string;
  /** Values of `:name` segments. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface StubAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** By `METHOD /path/:param`. A route that throws breaks the connection without an answer. */
export type StubRoutes = Record<string, (request: StubRequest) => StubAnswer | Promise<StubAnswer>>;

export interface StubService {
  url: string;
  /** Everything it was asked, in order. */
  readonly requests: StubRequest[];
  close: () => Promise<void>;
}

/** A real HTTP server in place of a peer, found by services under test through the discovery in `redis`. */
export async function stubService(
  service: ServiceName,
  routes: StubRoutes,
  { redis, id = `stub-${service}` }: { redis: { url: string }; id?: string },
): Promise<StubService> {
  const requests: StubRequest[] = [];
  const server = createServer((req, res) => {
    answer(routes, req, requests).then(
      ({ status, body, headers = {} }) => {
        const type = status >= 400 ? 'application/problem+json' : 'application/json';
        res.writeHead(status, { 'content-type': type, ...headers });
        res.end(body === undefined ? undefined : JSON.stringify(body));
      },
      () => req.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const connection = createRedis(redis.url, `stub-${service}`);
  if (!(await waitForRedis(connection, 5_000))) throw new Error(`no Redis at ${redis.url}`);
  const startedAt = new Date().toISOString();
  const instance = { service, id, host: '127.0.0.1', port, version: 'stub', startedAt };
  const registration = startRegistration(connection, instance);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      await registration.deregister();
      connection.disconnect();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(routes: StubRoutes, req: IncomingMessage, requests: StubRequest[]): Promise<StubAnswer> {
  const url = new URL(req.url ?? '/', 'http://stub');
  const method = req.method ?? 'GET';
  const raw = await text(req);
  const body: unknown = raw === '' ? undefined : JSON.parse(raw);
  const request = { method, path: url.pathname, query: url.searchParams, headers: req.headers, body };
  for (const [route, handle] of Object.entries(routes)) {
    const params = match(route, method, url.pathname);
    if (params === undefined) continue;
    requests.push({ ...request, params });
    return handle({ ...request, params });
  }
  requests.push({ ...request, params: {} });
  return { status: 404, body: { type: '/problems/route-not-found', title: 'No such route', status: 404 } };
}

/** The values of the route's `:name` segments, or undefined when it is another route. */
function match(route: string, method: string, path: string): Record<string, string> | undefined {
  const [wantedMethod, pattern = ''] = route.split(' ');
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wantedMethod !== method || wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '');
    if (segment.startsWith(':')) params[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return params;
}
