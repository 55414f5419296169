import { isDuplicateKey } from '@ticketlab/service-kit/mongo/errors';
import type { AuditEntry } from '../domain/audit.ts';
import type { AuditLog } from '../usecases/ports.ts';
import type { AuditDocument, Collections } from './collections.ts';

const mostExported = 5_000;

/** Entries are only ever inserted; what is past its retention is swept. */
export function createMongoAuditLog({ audit, guarded }: Collections): AuditLog {
  return guarded<AuditLog>({
    async append({ id, at, detail, ...entry }) {
      try {
        await audit.insertOne({ _id: id, at: new Date(at), ...entry, detail: JSON.stringify(detail) });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async list({ actor, subject, action, from, to, before, limit }) {
      // ids begin with their time: the range of time and the place in the list are one range of ids
      const above = from === undefined ? undefined : firstIdOf(from);
      const below = [to === undefined ? undefined : firstIdOf(to), before].filter((id) => id !== undefined).sort()[0];
      const range = {
        ...(above === undefined ? {} : { $gte: above }),
        ...(below === undefined ? {} : { $lt: below }),
      };
      const found = audit
        .find({
          ...(actor === undefined ? {} : { actor }),
          ...(subject === undefined ? {} : { subject }),
          ...(action === undefined ? {} : { action }),
          ...(Object.keys(range).length === 0 ? {} : { _id: range }),
        })
        .sort({ _id: -1 })
        .limit(limit);
      return (await found.toArray()).map(toEntry);
    },

    async export(userId) {
      const found = audit
        .find({ actor: { $in: [`user:${userId}`, `admin:${userId}`] } })
        .sort({ _id: -1 })
        .limit(mostExported);
      return (await found.toArray()).map(toEntry);
    },
  });
}

/** The smallest UUIDv7 of a time. */
function firstIdOf(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-`;
}

function toEntry({ _id, at, actor, action, subject, service, requestId, detail }: AuditDocument): AuditEntry {
  return {
    ...{ id: _id, actor, action, subject, service, requestId },
    at: at.toISOString(),
    detail: JSON.parse(detail) as AuditEntry['detail'],
  };
}
