import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ProblemCode, problems } from '@ticketlab/contracts/problem';
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
  newId(): string;
  /** who says so when the answer is the gateway's own: api-gateway/<instance> */
  servedBy: string;
  idleTimeoutMs: number;
  onOpen(upstream: string): void;
  onClose(upstream: string): void;
}

const retryAfter = ['Retry-After: 1'];

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
    const refuse = (code: ProblemCode, detail: string, headers: string[] = []) => {
      const identity = { path, requestId: ports.newId(), servedBy: ports.servedBy };
      answerProblem(socket, code, detail, identity, headers);
    };
    const upstream = path.startsWith(notificationSocketPath)
      ? 'notification-service'
      : path.startsWith(chatSocketPath)
        ? 'chat-service'
        : undefined;
    if (upstream === undefined) {
      refuse('route-not-found', 'No WebSocket is served at this path.');
      return;
    }
    const admission = await ports.admit(req);
    if (admission !== 'admitted') {
      if (admission === 'denied') refuse('address-denied', 'The gateway does not serve this address.');
      else refuse('rate-limited', 'Your network address sends too many requests.', retryAfter);
      return;
    }
    if (socket.destroyed) return;
    const chosen = ports.choose(upstream);
    if (chosen?.places.tryEnter() !== true) {
      refuse('service-unavailable', `${upstream} takes no more connections right now.`, retryAfter);
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

interface Identity {
  path: string;
  requestId: string;
  servedBy: string;
}

function answerProblem(
  socket: Duplex,
  code: ProblemCode,
  detail: string,
  { path, requestId, servedBy }: Identity,
  headers: string[],
): void {
  const { status, title } = problems[code];
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, detail, instance: path, requestId });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    `X-Served-By: ${servedBy}`,
    ...headers,
    'Connection: close',
  ];
  // nobody else watches this socket any more: one whose client never ends its side would stay for good
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
