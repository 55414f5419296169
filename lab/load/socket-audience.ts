import { type NotificationServerEvents, notificationSocketPath } from '@ticketlab/contracts/sockets/notifications';
import { io, type Socket } from 'socket.io-client';
import type { Audience } from './journey.ts';
import type { Recorder } from './recorder.ts';

const patienceMs = 15_000;
const connectEndpoint = 'socket connect';
const pushEndpoint = 'socket push';

interface Announcement {
  /** sockets that have not heard it yet */
  missing: Set<Socket>;
  heardByAll(): void;
}

/** Customers' portals that stay connected for notifications. `run` makes the titles of this run's broadcasts its own. */
export function createSocketAudience(target: string, run: string, recorder: Recorder): Audience & { close(): void } {
  const sockets = new Set<Socket>();
  const announcements = new Map<string, Announcement>();
  let told = 0;

  function hear(socket: Socket, title: string, createdAt: string): void {
    const announcement = announcements.get(title);
    // of an earlier run, or delivered again
    if (announcement?.missing.delete(socket) !== true) return;
    // the lab and its generator share a clock, unless the target is elsewhere
    recorder.request(pushEndpoint, Math.max(0, Date.now() - Date.parse(createdAt)));
    if (announcement.missing.size === 0) announcement.heardByAll();
  }

  function fail(type: string, endpoint: string): void {
    recorder.error({ type, endpoint, injected: false, example: null });
  }

  return {
    async join(token) {
      const since = performance.now();
      const socket: Socket<NotificationServerEvents> = io(target, {
        path: notificationSocketPath,
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        timeout: patienceMs,
        auth: { token },
      });
      socket.on('notification', ({ title, createdAt }, acknowledge) => {
        hear(socket, title, createdAt);
        acknowledge();
      });
      try {
        await new Promise<void>((resolve, reject) => {
          // told once the room is joined and what was missed is read: from then on it hears everything
          socket.once('unread', () => resolve());
          socket.once('connect_error', reject);
        });
      } catch (error) {
        socket.close();
        fail((error as Error).message, connectEndpoint);
        throw error;
      }
      recorder.request(connectEndpoint, performance.now() - since);
      sockets.add(socket);
      socket.once('disconnect', (reason) => {
        if (sockets.delete(socket)) fail(`disconnected: ${reason}`, connectEndpoint);
        for (const { missing } of announcements.values()) missing.delete(socket);
      });
    },

    async tell(announce) {
      const title = `Load test ${run} no. ${(told += 1)}`;
      const missing = new Set(sockets);
      let heardByAll = (): void => undefined;
      const heard = new Promise<boolean>((resolve) => (heardByAll = () => resolve(true)));
      announcements.set(title, { missing, heardByAll: () => heardByAll() });
      await announce(title);
      if (missing.size > 0) {
        const timer = setTimeout(heardByAll, patienceMs);
        await heard;
        clearTimeout(timer);
      }
      announcements.delete(title);
      missing.forEach(() => fail('not pushed', pushEndpoint));
      if (missing.size > 0) throw new Error(`a broadcast did not reach everybody within ${patienceMs / 1000} s`);
    },

    close() {
      for (const socket of sockets) {
        sockets.delete(socket);
        socket.close();
      }
    },
  };
}
