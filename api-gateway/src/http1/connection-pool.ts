import { type Call, type CallEvents, type Connection, openConnection } from './connection.ts';

interface PoolOptions {
  host: string;
  port: number;
  /** At most so many; further calls wait for one. */
  connections: number;
  connectTimeoutMs: number;
}

/** What the caller can do about a call that it has made. */
export interface CallHandle {
  /** Goes on after `onBody` wanted a pause. */
  resume(): void;
  cancel(error: Error): void;
}

interface Entry {
  call: Call;
  events: CallEvents;
  /** null while it waits for one */
  connection: Connection | null;
}

const keepAliveMs = 30_000;

/**
 * Kept-alive connections to one instance, the latest used first. A client of our own, because it costs a proxied request
 * half of what undici's dispatcher does (docs/decisions/0006).
 */
export function createConnectionPool({ connections, ...target }: PoolOptions) {
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: Entry[] = [];
  let closing = false;

  function take(): Connection | undefined {
    const now = performance.now();
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.isUsable(now)) return connection;
    }
    return all.size < connections ? open() : undefined;
  }

  function open(): Connection {
    const connection = openConnection({ ...target, keepAliveMs, onFree, onClose });
    all.add(connection);
    return connection;
  }

  function onFree(connection: Connection): void {
    const next = waiting.shift();
    if (next !== undefined) start(next, connection);
    else if (closing) connection.destroy(closed());
    else idle.push(connection);
  }

  function onClose(connection: Connection): void {
    all.delete(connection);
    const index = idle.indexOf(connection);
    if (index !== -1) idle.splice(index, 1);
    const next = all.size < connections ? waiting.shift() : undefined;
    if (next !== undefined) start(next, open());
  }

  function start(entry: Entry, connection: Connection): void {
    entry.connection = connection;
    connection.send(entry.call, entry.events);
  }

  return {
    send(call: Call, events: CallEvents): CallHandle {
      const entry: Entry = { call, events, connection: null };
      const connection = closing ? undefined : take();
      if (connection !== undefined) start(entry, connection);
      else if (closing) queueMicrotask(() => events.onError(closed()));
      else waiting.push(entry);
      return {
        resume() {
          if (entry.connection?.isRunning(call) === true) entry.connection.resume();
        },
        cancel(error) {
          if (entry.connection?.isRunning(call) === true) entry.connection.destroy(error);
          const index = waiting.indexOf(entry);
          if (index === -1) return;
          waiting.splice(index, 1);
          events.onError(error);
        },
      };
    },
    /** Takes no more calls; connections are closed when those under way are over. */
    close(): void {
      closing = true;
      for (const connection of idle.splice(0)) connection.destroy(closed());
    },
    destroy(): void {
      closing = true;
      for (const { events } of waiting.splice(0)) events.onError(closed());
      for (const connection of all) connection.destroy(closed());
    },
  };
}

export type ConnectionPool = ReturnType<typeof createConnectionPool>;

function closed(): Error {
  return new Error('the instance has left');
}
