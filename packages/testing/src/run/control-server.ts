import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Operations } from './operations.ts';
import { createOperations } from './operations.ts';
import type { RunStores } from './run-stores.ts';

export interface ControlServer {
  url: string;
  close: () => Promise<void>;
}

/** Lets test files, which run in other processes, ask jest's own process for stores: `POST /<operation>` with JSON. */
export async function startControlServer(stores: RunStores): Promise<ControlServer> {
  const operations = createOperations(stores);
  const inFlight = new Set<Promise<unknown>>();
  let closing = false;
  const server = createServer((req, res) => {
    const answering = closing ? Promise.reject(new Error('the test run has ended')) : answer(operations, req);
    inFlight.add(answering);
    answering
      .finally(() => inFlight.delete(answering))
      .then(
        (result) => ({ result }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
      )
      .then(
        (body) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
        (error: unknown) => res.destroy(error instanceof Error ? error : undefined),
      );
  });
  // a test process that is busy for seconds would send its next request into a connection closed meanwhile
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      closing = true;
      // A store that is being started now must be listed before the list is worked off.
      await Promise.allSettled(inFlight);
      await operations.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ handlers }: Operations, req: IncomingMessage): Promise<unknown> {
  const name = req.url?.slice(1) ?? '';
  const handler = (handlers as Record<string, ((input: never) => unknown) | undefined>)[name];
  if (handler === undefined) throw new Error(`unknown operation ${name}`);
  return handler((await json(req)) as never);
}
