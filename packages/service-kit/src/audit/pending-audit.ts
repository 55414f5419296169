import { type AuditRecord, recordAuditBodySchema } from '@ticketlab/contracts/internal/notifications';
import type { Redis } from 'ioredis';
import type { Kit } from '../kit.ts';
import { createLoop, type Loop } from '../loop.ts';
import type { AuditClient } from './audit-client.ts';

const key = 'audit:pending';
const everyMs = 1_000;

/** Keeps an entry until a relay has handed it in: for whoever has no store of their own, or ends before it is taken. */
export async function addPendingAudit(redis: Redis, entry: AuditRecord): Promise<void> {
  await redis.hset(key, entry.id, JSON.stringify(entry));
}

/** Hands pending entries in to the audit log, at least once; what fails is tried again. */
export function createPendingAuditRelay(kit: Pick<Kit, 'log' | 'redis'>, audit: AuditClient): Loop {
  async function handIn(entry: AuditRecord): Promise<void> {
    try {
      await audit.record(entry);
    } catch (error) {
      if (!audit.isRefusal(error)) throw error;
      kit.log.error({ entry }, 'the audit log refused an entry');
    }
    await kit.redis.hdel(key, entry.id);
  }

  return createLoop(kit, {
    name: 'audit',
    everyMs,
    run: async () => {
      const pending = Object.values(await kit.redis.hgetall(key));
      const entries = pending.map((text) => recordAuditBodySchema.parse(JSON.parse(text)));
      // ids are in order of time
      for (const entry of entries.sort((a, b) => (a.id < b.id ? -1 : 1))) await handIn(entry);
      return false;
    },
  });
}
