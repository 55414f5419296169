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
      const ownKey = key === undefined ? null : `${adminId} ${key}`;
      const known = ownKey === null ? undefined : await fanouts.findByKey(ownKey);
      if (known !== undefined) return known;
      const id = newId();
      const reached: Audience = { kind: 'users', role: roles[audience] };
      const notice = { source: id, kind: 'broadcast' as const, title, body, link: null, email: false };
      const now = clock();
      // No topic tells of it, so the audit log is told here, and first: nothing goes out that is not in it. Two requests
      // at the same moment under one key leave two entries, of which one broadcast comes.
      await audit.append({
        id,
        at: now.toISOString(),
        actor: `admin:${adminId}`,
        action: 'notification.broadcast',
        subject: id,
        service: 'notification-service',
        requestId: null,
        detail: { title, audience },
      });
      const fanout = await fanouts.add({ id, notice, audience: reached }, ownKey, now);
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
