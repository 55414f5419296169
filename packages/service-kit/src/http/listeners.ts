import cluster from 'node:cluster';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { problems } from '@ticketlab/contracts/problem';
import { uuidv7 } from '../telemetry/ids.ts';

/** One HTTP server behind two ports: the instance's own and the documented one that all replicas share. */
export interface Listeners {
  readonly server: Server;
  listenOwn(port: number, host: string): Promise<number>;
  listenShared(port: number, host: string): Promise<number>;
  /**
   * Leaves the shared port to the other replicas of a cluster, keeping what is open. To be called well before the end: a
   * connection that the primary has dealt to a process which ends before it takes or returns it is lost without a trace.
   * Alone on its port an instance stays, for those who have not yet heard that it is leaving.
   */
  leaveSharedPort(): void;
  /** Takes no new connection and ends those that are idle. */
  stopAccepting(): void;
  /** Ends every HTTP connection. */
  destroyAll(): void;
}

const second = 1_000;

/** `servedBy` is who says so when a message is answered that never became a request. */
export function createListeners(handler: RequestListener, servedBy: string): Listeners {
  const server = createServer(
    {
      requestTimeout: 30 * second,
      headersTimeout: 10 * second,
      keepAliveTimeout: 65 * second, // longer than any gateway's, so that the client is who ends an idle connection
      noDelay: true,
      optimizeEmptyRequests: true,
    },
    handler,
  );
  server.on('clientError', (error, socket) => answerMalformed(error, socket, servedBy));
  // connections of the shared port are handed to the same server: one set of sockets, upgrades, time-outs
  const shared = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));

  return {
    server,
    listenOwn: (port, host) => listen(server, { port, host, exclusive: true }),
    listenShared: (port, host) => listen(shared, { port, host }),
    leaveSharedPort() {
      if (cluster.isWorker && shared.listening) shared.close();
    },
    stopAccepting() {
      if (shared.listening) shared.close();
      if (server.listening) server.close();
      server.closeIdleConnections();
    },
    destroyAll() {
      server.closeAllConnections();
    },
  };
}

function listen(server: NetServer, options: { port: number; host: string; exclusive?: boolean }): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(options, () => {
    server.off('error', reject);
    resolve((server.address() as AddressInfo).port);
  });
  return promise;
}

function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex, servedBy: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, title } = problems['validation-failed'];
  const requestId = uuidv7(Date.now());
  const body = JSON.stringify({
    type: '/problems/validation-failed',
    title,
    status,
    detail: 'The HTTP message is malformed, too large or incomplete.',
    requestId,
  });
  const head = [
    `HTTP/1.1 ${status} Bad Request`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    `X-Served-By: ${servedBy}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
