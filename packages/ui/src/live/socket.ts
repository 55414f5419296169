import { io, type Socket } from 'socket.io-client';
import type { Session } from '../auth/session.ts';

type EventMap = Record<string, (...args: never[]) => void>;

/**
 * A Socket.io connection at the page's origin, not yet opened. Every handshake carries a token that is fresh then, so it
 * comes back by itself when the server ends it with the token's life.
 */
export function createSocket<Server extends EventMap, Client extends EventMap>(
  path: string,
  session: Session,
  handshake: () => Record<string, unknown> = () => ({}),
): Socket<Server, Client> {
  const socket: Socket = io({
    path,
    transports: ['websocket'],
    autoConnect: false,
    auth: (give) => {
      void session
        .token()
        .catch(() => undefined)
        .then((token) => give({ ...handshake(), token }));
    },
  });
  // after a disconnection by the server socket.io waits to be asked
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') socket.connect();
  });
  return socket;
}
