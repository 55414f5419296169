import type { broadcastBodySchema } from '@ticketlab/contracts/http/notifications';
import type { z } from 'zod';
import { NotFoundError } from '../domain/errors.ts';
import type { Audience, Fanout } from '../domain/fanout.ts';
import type { AuditLog, FanoutStore } from './ports.ts';

type BroadcastBody = z.output<typeof broadcastBodySchema>;

export interface Broadcast {
  /** Accepts it; it goes out in the background, whatever happens to this process. `key`: the same one is the same broadcast. */
  start(body: BroadcastBody, adminId: string, key: string | undefined): Promise<Fanout>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<Fanout>;
}

const roles = { everyone: null, customers: 'USER', admins: 'ADMIN' } as const;

export function createBroadcast(deps: {
  fanouts: FanoutStore;
  audit: AuditLog;
  newId: () => string;
  clock: () => Date;
  wake: () => void;
}): Broadcast {
  const { fanouts, audit, newId, clock, wake } = deps;
  return {
    async start({ title, body, audience }, adminId, key) {
      const id = newId();
      const reached: Audience = { kind: 'users', role: roles[audience] };
      const notice = { source: id, kind: 'broadcast' as const, title, body, link: null, email: false };
      const now = clock();
      const fanout = await fanouts.add(
        { id, notice, audience: reached },
        key === undefined ? null : `${adminId} ${key}`,
        now,
      );
      // no topic tells of it, so the audit log is told here
      await audit.append({
        id: fanout.id,
        at: now.toISOString(),
        actor: `admin:${adminId}`,
        action: 'notification.broadcast',
        subject: fanout.id,
        service: 'notification-service',
        requestId: null,
        detail: { title, audience },
      });
      wake();
      return fanout;
    },
    async find(id) {
      const fanout = await fanouts.find(id);
      if (fanout?.notice.kind !== 'broadcast') throw new NotFoundError('broadcast', id);
      return fanout;
    },
  };
}
