import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toDeclinedNotice } from '../domain/purchase-notices.ts';
import type { Notify } from '../usecases/notify.ts';

/** Of payments only a refusal is news: success and refund are told by the order. */
export function createPaymentEventsHandler(deps: { notify: Notify }) {
  return async (event: TicketlabEvent): Promise<void> => {
    if (event.type === 'ticketlab.payment.declined.v1') await deps.notify([toDeclinedNotice(event)]);
  };
}
