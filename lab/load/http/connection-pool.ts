import { type Connection, openConnection, TransportError } from './connection.ts';
import type { RawResponse } from './response-reader.ts';

export interface PoolOptions {
  /** At most so many; further requests wait for one, and their latency shows it. */
  connections: number;
  /** Until the whole answer is there. */
  timeoutMs: number;
}

export interface ConnectionPool {
  /** `repeatable`: may go out again where a kept connection turns out to be closed. @throws TransportError */
  exchange(request: string, repeatable: boolean): Promise<RawResponse>;
  close(): void;
}

const expiryCheckMs = 250;

/**
 * Kept-alive connections to one server for a load generator: the latest used goes first, one request at a time on each.
 * Leaner than a general client by half, because it sends prepared text and parses no header that nobody asks for.
 */
export function createConnectionPool(target: URL, { connections, timeoutMs }: PoolOptions): ConnectionPool {
  const port = Number(target.port === '' ? 80 : target.port);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  const queue: ((connection: Connection) => void)[] = [];
  let queueHead = 0;

  const expiry = setInterval(() => {
    const now = performance.now();
    for (const connection of all) connection.expire(now);
  }, expiryCheckMs).unref();

  function take(): Connection | undefined {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.open && performance.now() < connection.keptUntil) return connection;
      connection.destroy();
    }
    return all.size < connections ? open() : undefined;
  }

  function open(): Connection {
    const connection = openConnection(host, port, (closed) => {
      all.delete(closed);
      if (queueHead < queue.length && all.size < connections) next(open());
    });
    all.add(connection);
    return connection;
  }

  function next(connection: Connection): void {
    const waiting = queue[queueHead];
    if (waiting === undefined) {
      idle.push(connection);
      return;
    }
    queueHead += 1;
    if (queueHead === queue.length) queue.length = queueHead = 0;
    waiting(connection);
  }

  const acquire = (): Connection | Promise<Connection> =>
    take() ?? new Promise<Connection>((resolve) => queue.push(resolve));

  return {
    async exchange(request, repeatable) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const taken = acquire();
        const connection = taken instanceof Promise ? await taken : taken;
        const kept = connection.served > 0;
        try {
          const response = await connection.send(request, deadline);
          if (connection.open) next(connection);
          return response;
        } catch (error) {
          // the server may close a kept connection at the very moment in which it is used again
          const lostRace = error instanceof TransportError && /closed|ECONNRESET|EPIPE/.test(error.code);
          if (!(repeatable && kept && lostRace)) throw error;
        }
      }
    },
    close() {
      clearInterval(expiry);
      for (const connection of all) connection.destroy();
    },
  };
}
