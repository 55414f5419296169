import type { Order as OrderView } from '@ticketlab/contracts/http/orders';
import type { Order } from '../domain/order.ts';

export function toOrderView(order: Order): OrderView {
  return {
    id: order.id,
    userId: order.userId,
    eventId: order.eventId,
    eventTitle: order.eventTitle,
    state: order.state,
    items: [...order.items],
    total: order.total,
    paymentId: order.paymentId,
    expiresAt: order.expiresAt?.toISOString() ?? null,
    reason: order.reason,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}
