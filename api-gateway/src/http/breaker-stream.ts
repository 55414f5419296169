import type { Request, Response } from 'express';
import type { Upstream } from '../proxy/upstream.ts';

const keepAliveMs = 15_000;

/**
 * Server-sent events (`text/event-stream`): first the state of every breaker, then each change as it happens.
 * A comment every 15 s keeps proxies from closing a quiet stream.
 */
export function createBreakerStream(upstreams: readonly Upstream[]) {
  const clients = new Set<Response>();
  const toMessage = (upstream: Upstream): string =>
    `event: breaker\ndata: ${JSON.stringify({ upstream: upstream.name, ...upstream.breaker.snapshot() })}\n\n`;

  for (const upstream of upstreams) {
    upstream.breaker.onChange(() => {
      for (const client of clients) client.write(toMessage(upstream));
    });
  }
  const keepAlive = setInterval(() => {
    for (const client of clients) client.write(': still here\n\n');
  }, keepAliveMs).unref();

  return {
    handle(_req: Request, res: Response): void {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      for (const upstream of upstreams) res.write(toMessage(upstream));
      clients.add(res);
      res.once('close', () => clients.delete(res));
    },
    close(): void {
      clearInterval(keepAlive);
      for (const client of clients) client.end();
    },
  };
}
