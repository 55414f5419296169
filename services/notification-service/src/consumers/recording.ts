import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import { toAuditEntry } from '../domain/audit.ts';
import type { AuditLog } from '../usecases/ports.ts';

/** Puts every event into the audit log before it is handled, so that one which cannot be handled is there as well. */
export function recording(audit: AuditLog, handle: (event: TicketlabEvent) => Promise<void>): Handler {
  return async (event) => {
    await audit.append(toAuditEntry(event));
    await handle(event);
  };
}
