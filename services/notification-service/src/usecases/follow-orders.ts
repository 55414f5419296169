import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { AttendanceStore } from './ports.ts';

type OrderEvent = Extract<TicketlabEvent, { type: `ticketlab.order.${string}` }>;

export type FollowOrders = (event: OrderEvent) => Promise<void>;

/** Remembers who holds tickets for which event. */
export function createFollowOrders({ attendances }: { attendances: AttendanceStore }): FollowOrders {
  return async ({ data, aggregateversion: version, time }) => {
    const { orderId, eventId, userId, state } = data;
    // only paid orders matter, and those that were
    if (state !== 'CONFIRMED' && state !== 'REFUNDING' && state !== 'REFUNDED') return;
    await attendances.record({
      orderId,
      eventId,
      userId,
      until: state === 'CONFIRMED' ? null : new Date(time),
      version,
    });
  };
}
