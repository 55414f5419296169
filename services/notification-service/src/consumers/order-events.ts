import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toOrderNotice } from '../domain/order-notices.ts';
import type { FollowOrders } from '../usecases/follow-orders.ts';
import type { Notify } from '../usecases/notify.ts';

type OrderEvent = Extract<TicketlabEvent, { type: `ticketlab.order.${string}` }>;

export function createOrderEventsHandler(deps: { notify: Notify; followOrders: FollowOrders }) {
  return async (event: TicketlabEvent): Promise<void> => {
    if (!isOrderEvent(event)) return;
    await deps.followOrders(event);
    const notice = toOrderNotice(event);
    if (notice !== undefined) await deps.notify([notice]);
  };
}

function isOrderEvent(event: TicketlabEvent): event is OrderEvent {
  return event.type.startsWith('ticketlab.order.');
}
