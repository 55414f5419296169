import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { auditEntrySchema } from '@ticketlab/contracts/http/notifications';
import type { z } from 'zod';

export type AuditEntry = z.output<typeof auditEntrySchema>;

/** Who did what to whom: one entry per event, under the event's own id. */
export function toAuditEntry(event: TicketlabEvent): AuditEntry {
  return {
    id: event.id,
    at: event.time,
    actor: event.actor ?? null,
    action: event.type.replace(/^ticketlab\./, '').replace(/\.v\d+$/, ''),
    subject: event.subject,
    service: event.source.replace(/^\//, ''),
    requestId: event.requestid ?? null,
    detail: toDetail(event.data),
  };
}

/** An event's data without what is long: of a catalogue event only what tells one version from another. */
function toDetail(data: TicketlabEvent['data']): Record<string, unknown> {
  if (!('event' in data)) return { ...data };
  const { id, version, status, title, startsAt, endsAt, tiers } = data.event;
  return { event: { id, version, status, title, startsAt, endsAt, tiers: tiers.length } };
}
