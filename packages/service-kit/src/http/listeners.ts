import cluster from 'node:cluster';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';

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

export function createListeners(handler: RequestListener): Listeners {
  const server = createServer(
    {
      requestTimeout: 30 * second,
      headersTimeout: 10 * second,
      keepAliveTimeout: 65 * second, // longer than any gateway's, so that the client is who ends an idle connection
      noDelay: true,
    },
    handler,
  );
  server.on('clientError', answerMalformed);
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

function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({
    type: '/problems/validation-failed',
    title: 'The request is not valid',
    status: 400,
    detail: 'The HTTP message is malformed, too large or incomplete.',
  });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
