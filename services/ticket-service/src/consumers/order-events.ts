import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { IssueTickets } from '../usecases/issue-tickets.ts';
import type { VoidTickets } from '../usecases/void-tickets.ts';

/** Orders that were confirmed get their tickets, orders that are refunded lose them; in whichever order that is heard. */
export function createOrderEventsHandler(deps: { issueTickets: IssueTickets; voidTickets: VoidTickets }): Handler {
  return async (event, { consumer }) => {
    const delivery = { consumer, eventId: event.id };
    switch (event.type) {
      case 'ticketlab.order.confirmed.v1':
        return deps.issueTickets(event.data.orderId, delivery);
      case 'ticketlab.order.refund-requested.v1':
        return deps.voidTickets(event.data.orderId, event.data.reason ?? 'refund', delivery);
    }
  };
}
