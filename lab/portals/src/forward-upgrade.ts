import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { chatSocketPath } from '@ticketlab/contracts/sockets/chat';
import { notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { forwardedFor } from './forward-request.ts';
import { type Answerer, gatewayAway, refuseUpgrade } from './problem-answer.ts';

export interface UpgradeForwarder {
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends every socket; their clients connect again. */
  close(): void;
}

interface Surroundings {
  gateway: URL;
  answerer: Answerer;
  onUnreachable: (error: Error) => void;
}

/** The sockets of notifications and of the chat go to the gateway. There are no others. */
export function createUpgradeForwarder({ gateway, answerer, onUnreachable }: Surroundings): UpgradeForwarder {
  const open = new Set<Duplex>();
  const answered = new WeakSet<Duplex>();
  const proxy = createProxyMiddleware({
    target: gateway.origin,
    changeOrigin: false,
    on: {
      proxyReqWs: (call, _req, socket) => {
        for (const event of ['upgrade', 'response']) call.once(event, () => answered.add(socket));
        // a client that is gone, without a goodbye, would leave its half at the gateway open
        call.once('upgrade', (_answer, upstream) => {
          if (socket.destroyed) upstream.destroy();
          else socket.once('close', () => upstream.destroy());
        });
      },
      error: (error, req, socket) => {
        if (!(socket instanceof Socket)) return;
        if (answered.has(socket) || !socket.writable) {
          socket.destroy();
          return;
        }
        onUnreachable(error);
        refuseUpgrade(req, socket, gatewayAway, answerer);
      },
    },
  });

  return {
    upgrade(req, socket, head) {
      // node takes its own listener away before it hands the socket over; a reset without one would end the process
      socket.on('error', () => socket.destroy());
      const [path = ''] = (req.url ?? '').split('?');
      if (![notificationSocketPath, chatSocketPath].some((known) => path === known || path === `${known}/`)) {
        const refusal = { code: 'route-not-found' as const, detail: 'No WebSocket is served at this path.' };
        refuseUpgrade(req, socket, refusal, answerer);
        return;
      }
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      req.headers['x-forwarded-for'] = forwardedFor(req);
      proxy.upgrade(req, socket as never, head);
    },
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}
