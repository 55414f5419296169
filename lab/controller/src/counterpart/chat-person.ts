import { setTimeout as wait } from 'node:timers/promises';
import { sessionTokensSchema } from '@ticketlab/contracts/http/users';
import { type ChatClientEvents, type ChatServerEvents, chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import type { Socket } from 'socket.io-client';
import type { z } from 'zod';
import { ApiError, createGatewayClient } from '../../../seed/gateway-client.ts';
import { type Account, register } from '../../../seed/sign-in.ts';

type ChatSocket = Socket<ChatServerEvents, ChatClientEvents>;

/** Somebody with an account, a browser's worth of chat, and no hands. */
export interface ChatPerson {
  /** Known once signed in. */
  userId(): string;
  get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>>;
  post<T extends z.ZodType>(path: string, body: unknown, schema: T): Promise<z.output<T>>;
  readonly socket: ChatSocket;
  /** The socket for what is answered: an answer that does not come in time fails. */
  readonly asking: ReturnType<ChatSocket['timeout']>;
}

const answerMs = 5_000;
const tokenMs = 10 * 60_000;
const againMs = 5_000;

interface Stay {
  gatewayUrl: string;
  account: Account;
  signal: AbortSignal;
  /** After each connecting: what came meanwhile is there to be read. */
  onConnected: (person: ChatPerson) => Promise<void>;
  onProblem: (problem: string | null) => void;
}

/** Keeps somebody connected to the chat until the signal; `prepare` adds their listeners. An account is made at first. */
export async function stayInChat(stay: Stay, prepare: (person: ChatPerson) => void): Promise<void> {
  const { gatewayUrl, account, signal, onConnected, onProblem } = stay;
  const gateway = createGatewayClient(gatewayUrl, { patienceMs: 0 });
  let session: { token: string; userId: string; until: number } | undefined;

  async function signIn() {
    const { email, password } = account;
    const call = { schema: sessionTokensSchema, body: { email, password } };
    const { accessToken, user } = await gateway.post('/api/users/login', call).catch(async (error: unknown) => {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await register(gateway, account);
      return gateway.post('/api/users/login', call);
    });
    return (session = { token: accessToken, userId: user.id, until: Date.now() + tokenMs });
  }
  const token = async () => (session !== undefined && Date.now() < session.until ? session : await signIn()).token;

  const { io } = await import('socket.io-client');
  const socket: ChatSocket = io(gatewayUrl, {
    path: chatSocketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    autoConnect: false,
    auth: (give) => give({ token: session?.token ?? '' }),
  });
  const person: ChatPerson = {
    socket,
    get asking() {
      return socket.timeout(answerMs);
    },
    userId: () => session?.userId ?? '',
    get: async (path, schema) => gateway.get(path, { schema, token: await token() }),
    post: async (path, body, schema) => gateway.post(path, { schema, body, token: await token() }),
  };
  prepare(person);

  while (!signal.aborted) {
    try {
      await signIn();
      await connect(socket, signal);
      onProblem(null);
      await onConnected(person);
      await disconnection(socket, signal);
    } catch (error) {
      onProblem((error as Error).message);
    }
    socket.disconnect();
    await wait(againMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws what the chat refuses the connection with */
async function connect(socket: ChatSocket, signal: AbortSignal): Promise<void> {
  const outcome = nextOf(socket, ['connect', 'connect_error'], signal);
  socket.connect();
  const error = await outcome;
  if (error instanceof Error) throw error;
}

/** Tokens run out, services are restarted: the next round signs in anew. */
async function disconnection(socket: ChatSocket, signal: AbortSignal): Promise<void> {
  if (socket.connected) await nextOf(socket, ['disconnect'], signal);
}

/** What comes with the first of the events; also the end of it all is one. */
function nextOf(
  socket: ChatSocket,
  events: readonly ('connect' | 'connect_error' | 'disconnect')[],
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (what?: unknown) => {
      for (const event of events) socket.off(event, done);
      signal.removeEventListener('abort', done);
      resolve(what);
    };
    for (const event of events) socket.on(event, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
