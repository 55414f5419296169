import { type NotificationServerEvents, notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { io, type Socket } from 'socket.io-client';

/** What the benchmark tells this process, and what it answers: `connected` once all are, `pushed` once all have got one. */
export type SocketOrder = { kind: 'connect'; url: string; tokens: string[] };
export type SocketNews = { kind: 'connected' } | { kind: 'pushed'; latencies: number[] };

const connectingAtOnce = 50;

const tell = (news: SocketNews) => process.send?.(news);
process.once('disconnect', () => process.exit());
process.on('message', (order: SocketOrder) => void connectAll(order));
process.send?.({ kind: 'started' });

async function connectAll({ url, tokens }: SocketOrder): Promise<void> {
  const pending = [...tokens];
  let latencies: number[] = [];
  const onPush = (latency: number) => {
    latencies.push(latency);
    if (latencies.length < tokens.length) return;
    tell({ kind: 'pushed', latencies });
    latencies = [];
  };
  const worker = async () => {
    for (let token = pending.pop(); token !== undefined; token = pending.pop()) await connect(url, token, onPush);
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, worker));
  tell({ kind: 'connected' });
}

/** `onPush` gets the milliseconds since the notification was made, by the clock that both processes share. */
function connect(url: string, token: string, onPush: (latency: number) => void): Promise<void> {
  const socket: Socket<NotificationServerEvents> = io(url, {
    path: notificationSocketPath,
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
  });
  socket.on('notification', ({ createdAt }, acknowledge) => {
    onPush(Date.now() - Date.parse(createdAt));
    acknowledge();
  });
  return new Promise((resolve, reject) => {
    // told once the room is joined and what was missed is read: from then on it is idle
    socket.once('unread', () => resolve());
    socket.once('connect_error', reject);
  });
}
