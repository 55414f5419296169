import { ProblemError } from '@ticketlab/service-kit/http/problem';
import type { Worker } from '@ticketlab/service-kit/kit';
import type { Request, Response } from 'express';
import type { Upstream } from '../proxy/upstream.ts';

const keepAliveMs = 15_000;
/** Anybody may listen, so there is an end to how many do, */
const mostClients = 500;
/** and to what is kept for one that does not read. */
const mostBufferedBytes = 64 * 1024;

/** What is heard of an upstream here. */
export type Watched = Pick<Upstream, 'name'> & { readonly breaker: Pick<Upstream['breaker'], 'snapshot' | 'onChange'> };

export interface BreakerStream {
  /** @throws {ProblemError} `overloaded` */
  handle(req: Request, res: Response): void;
  /** Ends all streams when the instance drains, or it would wait for them. */
  readonly worker: Worker;
}

/**
 * Server-sent events (`text/event-stream`): first the state of every breaker, then each change as it happens.
 * A comment every 15 s keeps proxies from closing a quiet stream.
 */
export function createBreakerStream(upstreams: readonly Watched[]): BreakerStream {
  const clients = new Set<Response>();
  let draining = false;
  const toMessage = (upstream: Watched): string =>
    `event: breaker\ndata: ${JSON.stringify({ upstream: upstream.name, ...upstream.breaker.snapshot() })}\n\n`;
  const sendText = (text: string): void => {
    for (const client of clients) {
      if (client.writableLength > mostBufferedBytes) client.destroy();
      else client.write(text);
    }
  };

  for (const upstream of upstreams) upstream.breaker.onChange(() => sendText(toMessage(upstream)));
  const keepAlive = setInterval(() => sendText(': still here\n\n'), keepAliveMs).unref();

  return {
    handle(_req, res) {
      if (clients.size >= mostClients) throw new ProblemError('overloaded', `${mostClients} are listening already.`);
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      for (const upstream of upstreams) res.write(toMessage(upstream));
      if (draining) {
        res.end();
        return;
      }
      clients.add(res);
      res.once('close', () => clients.delete(res));
    },
    worker: {
      name: 'breaker-stream',
      start: () => Promise.resolve(),
      stop() {
        draining = true;
        clearInterval(keepAlive);
        for (const client of clients) client.end();
        clients.clear();
        return Promise.resolve();
      },
    },
  };
}
