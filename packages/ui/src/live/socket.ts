import type { Problem } from '@ticketlab/contracts/problem';
import { io, type Socket } from 'socket.io-client';
import type { Session } from '../auth/session.ts';

type EventMap = Record<string, (...args: never[]) => void>;

const refusedAgainMs = 3_000;

/**
 * A Socket.io connection at the page's origin, not yet opened. Every handshake carries a token that is fresh then, so it
 * comes back by itself when the server ends it with the token's life, until the session has ended.
 */
export function createSocket<Server extends EventMap, Client extends EventMap>(
  path: string,
  session: Session,
  handshake: () => Record<string, unknown> = () => ({}),
): Socket<Server, Client> {
  let token: string | undefined;
  let isWanted = false;
  const socket: Socket = io({
    path,
    transports: ['websocket'],
    autoConnect: false,
    auth: (give) => {
      void session
        .token()
        .catch(() => undefined)
        .then((fresh) => {
          token = fresh;
          give({ ...handshake(), token });
        });
    },
  });

  const again = async (refusal: Problem | undefined): Promise<void> => {
    const isAboutToken = refusal?.status === 401 && token !== undefined;
    try {
      // undefined: the session has ended, and whoever shows this page hears of it from there
      if (isAboutToken && token !== undefined && (await session.renew(token)) === undefined) return;
    } catch {
      // an outage says nothing about the session
    }
    setTimeout(() => {
      if (isWanted && !socket.active) socket.connect();
    }, refusedAgainMs);
  };
  // what the server ended or refused, socket.io does not try again by itself
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error: Error & { data?: Problem }) => {
    if (!socket.active) void again(error.data);
  });

  const connect = socket.connect.bind(socket);
  const disconnect = socket.disconnect.bind(socket);
  socket.connect = () => {
    isWanted = true;
    return connect();
  };
  socket.disconnect = () => {
    isWanted = false;
    return disconnect();
  };
  return socket;
}
