import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import type { VerifiedToken } from '../auth/access-token.ts';
import type { UserCaller } from '../auth/caller.ts';
import { ProblemError, toProblemBody } from '../http/problem.ts';
import { toProblem } from '../http/to-problem.ts';
import type { Kit } from '../kit.ts';

type EventsMap = DefaultEventsMap;

export interface SocketData {
  caller: UserCaller;
  token: VerifiedToken;
}

export type ServiceSocket<C extends EventsMap, S extends EventsMap> = Socket<C, S, DefaultEventsMap, SocketData>;

export interface SocketServer<C extends EventsMap, S extends EventsMap> {
  readonly io: Server<C, S, DefaultEventsMap, SocketData>;
  /** Whether anybody is in the room, on any replica; only this replica's sockets count while Redis is away. */
  isPresent(room: string): Promise<boolean>;
  close(): Promise<void>;
}

// longer waits than this overflow the timer; nobody's token lives that long
const longestTimerMs = 2 ** 31 - 1;
const adapterTimeoutMs = 1_000;

/**
 * Socket.io for signed-in users: the access token comes in the handshake's `auth.token`; a socket ends when its token
 * expires or its session is revoked. WebSocket only and no deflate (DESIGN: polling needs sticky sessions, deflate costs
 * ten times the memory). Rooms reach across replicas through Redis; without Redis they reach this replica's sockets.
 */
export function createSocketServer<C extends EventsMap, S extends EventsMap>(
  kit: Pick<Kit, 'auth' | 'redis' | 'metrics' | 'onClose' | 'log'>,
  server: HttpServer,
  options: { path: string },
): SocketServer<C, S> {
  const io = new Server<C, S, DefaultEventsMap, SocketData>(server, {
    path: options.path,
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 20_000,
    pingTimeout: 20_000,
  });
  const connected = kit.metrics.gauge('sockets_connected', 'Open Socket.io connections');
  const { publisher, subscriber } = adapterConnections(kit.redis);
  io.adapter(createAdapter(publisher, subscriber, { requestsTimeout: adapterTimeoutMs }));

  io.use((socket, next) => {
    void verify(kit, socket.handshake.auth['token']).then(
      (token) => {
        socket.data.token = token;
        socket.data.caller = token.caller;
        next();
      },
      (error: unknown) => next(toHandshakeError(error)),
    );
  });
  io.on('connection', (socket) => {
    connected.inc();
    const expiry = setTimeout(
      () => socket.disconnect(true),
      Math.min(longestTimerMs, Math.max(0, socket.data.token.expiresAt - Date.now())),
    );
    socket.once('disconnect', () => {
      connected.dec();
      clearTimeout(expiry);
    });
  });
  kit.auth.onRevoked(() => {
    for (const socket of io.of('/').sockets.values())
      if (!kit.auth.isActive(socket.data.token)) socket.disconnect(true);
  });

  async function isPresent(room: string): Promise<boolean> {
    if ((io.of('/').adapter.rooms.get(room)?.size ?? 0) > 0) return true;
    try {
      return (await io.in(room).fetchSockets()).length > 0;
    } catch {
      return false;
    }
  }

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    io.local.disconnectSockets(true);
    await io.close();
    publisher.disconnect();
    subscriber.disconnect();
  }
  return { io, isPresent, close: () => (closed ??= close()) };
}

/** The adapter neither waits for Redis nor handles its failures, so its connections do both. */
function adapterConnections(redis: Kit['redis']) {
  // a time-out of 0 would be over at once; only undefined is none
  const patient = { enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined };
  const publisher = redis.duplicate();
  const subscriber = redis.duplicate(patient);
  for (const connection of [publisher, subscriber]) connection.on('error', () => undefined);
  const publish = publisher.publish.bind(publisher);
  // what cannot be published has reached this replica's sockets; others catch up from the store
  publisher.publish = (channel: string, message: string) => publish(channel, message).catch(() => 0);
  for (const name of ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'] as const) {
    const subscribe = subscriber[name].bind(subscriber) as (...channels: unknown[]) => Promise<unknown>;
    // what a lost connection interrupts is repeated on the next, or not needed any more
    subscriber[name] = (...channels: unknown[]) => subscribe(...channels).catch(() => 0);
  }
  return { publisher, subscriber };
}

async function verify(kit: Pick<Kit, 'auth'>, token: unknown): Promise<VerifiedToken> {
  if (typeof token !== 'string' || token === '')
    throw new ProblemError('unauthenticated', 'Give the access token as auth.token.');
  return await kit.auth.verifyAccessToken(token);
}

/** `connect_error` on the client: the code as message, the problem as data. */
function toHandshakeError(error: unknown): Error {
  const problem = toProblem(error);
  return Object.assign(new Error(problem.code), {
    data: toProblemBody(problem, { path: 'handshake', requestId: '' }),
  });
}
