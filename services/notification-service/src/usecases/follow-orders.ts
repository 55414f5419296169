import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { AttendanceStore, ErasureStore } from './ports.ts';

type OrderEvent = Extract<TicketlabEvent, { type: `ticketlab.order.${string}` }>;

export type FollowOrders = (event: OrderEvent) => Promise<void>;

/** Remembers who holds tickets for which event, unless the account is gone: orders tell of erased people as well. */
export function createFollowOrders(deps: { attendances: AttendanceStore; erasures: ErasureStore }): FollowOrders {
  const { attendances, erasures } = deps;
  return async ({ data, aggregateversion: version, time }) => {
    const { orderId, eventId, userId, state } = data;
    // only paid orders matter, and those that were
    if (state !== 'CONFIRMED' && state !== 'REFUNDING' && state !== 'REFUNDED') return;
    if ((await erasures.erasedOf([userId])).has(userId)) return;
    await attendances.record({
      orderId,
      eventId,
      userId,
      until: state === 'CONFIRMED' ? null : new Date(time),
      version,
    });
  };
}
