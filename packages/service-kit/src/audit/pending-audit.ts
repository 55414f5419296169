import { type AuditRecord, recordAuditBodySchema } from '@ticketlab/contracts/internal/notifications';
import type { Redis } from 'ioredis';
import type { Kit } from '../kit.ts';
import { createLoop, type Loop } from '../loop.ts';
import { UpstreamProblemError, UpstreamUnavailableError } from '../resilience/upstream-errors.ts';
import type { AuditClient } from './audit-client.ts';

const key = 'audit:pending';
const everyMs = 1_000;

/** Keeps an entry until a relay has handed it in: for whoever has no store of their own, or ends before it is taken. */
export async function addPendingAudit(redis: Redis, entry: AuditRecord): Promise<void> {
  await redis.hset(key, entry.id, JSON.stringify(entry));
}

/**
 * Hands pending entries in to the audit log, in order of time, at least once; what fails is tried again, and does not hold
 * up what comes after it. What can never be taken goes into the log instead.
 */
export function createPendingAuditRelay(kit: Pick<Kit, 'log' | 'redis'>, audit: AuditClient): Loop {
  async function handIn(id: string, text: string): Promise<void> {
    const entry = parseEntry(text);
    try {
      if (entry === undefined) kit.log.error({ text }, 'what was pending for the audit log is no entry');
      else await audit.record(entry);
    } catch (error) {
      if (!audit.isRefusal(error)) throw error;
      kit.log.error({ entry, err: error }, 'the audit log refused an entry');
    }
    await kit.redis.hdel(key, id);
  }

  return createLoop(kit, {
    name: 'audit',
    everyMs,
    run: async () => {
      const pending = Object.entries(await kit.redis.hgetall(key));
      const failures: unknown[] = [];
      // ids are in order of time
      for (const [id, text] of pending.sort(([a], [b]) => (a < b ? -1 : 1))) {
        try {
          await handIn(id, text);
        } catch (error) {
          if (!isAnswer(error)) throw error; // nobody is there to take the others
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new Error(`${failures.length} entries were not taken`, { cause: failures[0] });
      return false;
    },
  });
}

function parseEntry(text: string): AuditRecord | undefined {
  try {
    return recordAuditBodySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAnswer(error: unknown): boolean {
  return (
    error instanceof UpstreamProblemError || (error instanceof UpstreamUnavailableError && error.reason === 'status')
  );
}
