import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import type { HttpClient } from '../resilience/http-client.ts';
import { UpstreamProblemError } from '../resilience/upstream-errors.ts';

/** The audit log that notification-service keeps, for acts of which no event tells. */
export interface AuditClient {
  /** Once per id, however often it is called. Fails while notification-service cannot take it. */
  record(entry: AuditRecord): Promise<void>;
  /** Whether such a failure is for good: it is the entry that is wrong. */
  isRefusal(error: unknown): boolean;
}

/** Refusals of the caller or of the hour: the same entry may be taken later. */
const ofTheMoment: ReadonlySet<number> = new Set([401, 403, 404, 408, 429]);

/** `notifications`: a client of notification-service. Keep the entry beside what it tells of until it is recorded. */
export function createAuditClient(notifications: HttpClient): AuditClient {
  return {
    async record(entry) {
      await notifications.request({
        method: 'POST',
        path: '/internal/audit-entries',
        body: entry,
        schema: { 204: null },
        idempotent: true,
      });
    },
    isRefusal: (error) => error instanceof UpstreamProblemError && !ofTheMoment.has(error.status),
  };
}
