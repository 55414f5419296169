import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toTicketsIssuedNotice } from '../domain/purchase-notices.ts';
import type { Notify } from '../usecases/notify.ts';
import type { Push } from '../usecases/ports.ts';

export function createTicketEventsHandler(deps: { notify: Notify; push: Pick<Push, 'availability'> }) {
  return async (event: TicketlabEvent): Promise<void> => {
    if (event.type === 'ticketlab.ticket.issued.v1') await deps.notify([toTicketsIssuedNotice(event)]);
    if (event.type === 'ticketlab.ticket.availability-changed.v1') deps.push.availability(event.data);
  };
}
