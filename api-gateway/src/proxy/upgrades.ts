import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import { notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Bulkhead } from './bulkhead.ts';
import type { PooledInstance } from './instance-pools.ts';

export interface UpgradePorts {
  /** An instance of the service that owns the socket path, and its places for sockets. */
  choose(upstream: 'notification-service' | 'chat-service'): { pooled: PooledInstance; places: Bulkhead } | undefined;
  admit(req: IncomingMessage): Promise<'admitted' | 'denied' | 'limited'>;
  /** what the gateway says about the request in place of the client */
  ownHeaders(req: IncomingMessage): Record<string, string>;
  idleTimeoutMs: number;
  onOpen(upstream: string): void;
  onClose(upstream: string): void;
}

/** WebSocket upgrades of the two Socket.io services go through http-proxy-middleware. Every other upgrade is refused. */
export function createUpgradeHandler(ports: UpgradePorts) {
  const proxy = createProxyMiddleware<IncomingMessage & { target?: string }>({
    ws: false,
    changeOrigin: false,
    target: 'http://127.0.0.1:9',
    router: (req) => (req as { target?: string }).target ?? '',
    on: {
      error: (_error, _req, socket) => {
        if ('destroy' in socket) socket.destroy();
      },
    },
  });

  return async (req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    // node takes its own listener away before it hands the socket over; a reset without one would end the process
    socket.on('error', () => socket.destroy());
    const path = (req.url ?? '').split('?')[0] ?? '';
    const upstream = path.startsWith(notificationSocketPath)
      ? 'notification-service'
      : path.startsWith(chatSocketPath)
        ? 'chat-service'
        : undefined;
    if (upstream === undefined) {
      refuse(socket, '404 Not Found');
      return;
    }
    const admission = await ports.admit(req);
    if (admission !== 'admitted') {
      if (admission === 'denied') refuse(socket, '403 Forbidden');
      else refuseForNow(socket, '429 Too Many Requests');
      return;
    }
    if (socket.destroyed) return;
    const chosen = ports.choose(upstream);
    if (chosen?.places.tryEnter() !== true) {
      refuseForNow(socket, '503 Service Unavailable');
      return;
    }
    const { pooled, places } = chosen;

    pooled.inFlight += 1;
    ports.onOpen(upstream);
    socket.once('close', () => {
      places.leave();
      pooled.inFlight -= 1;
      ports.onClose(upstream);
    });
    Object.assign(req, { target: `http://${pooled.authority}` });
    Object.assign(req.headers, ports.ownHeaders(req));
    proxy.upgrade(req, socket as never, head);
    // after the proxy, which switches time-outs off when it takes the socket
    if (socket instanceof Socket) {
      setImmediate(() => socket.setTimeout(ports.idleTimeoutMs, () => socket.destroy()));
    }
  };
}

function refuse(socket: Duplex, status: string, header = ''): void {
  const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${header}\r\n`;
  // nobody else watches this socket any more: one whose client never ends its side would stay for good
  socket.end(answer, () => socket.destroy());
}

function refuseForNow(socket: Duplex, status: string): void {
  refuse(socket, status, 'Retry-After: 1\r\n');
}
