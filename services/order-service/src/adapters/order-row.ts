import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Order, OrderItem, Transition, Work } from '../domain/order.ts';
import type { OrderEventType } from '../domain/saga.ts';

export interface OrderRow {
  id: string;
  user_id: string;
  event_id: string;
  event_title: string;
  state: OrderState;
  items: OrderItem[];
  total_amount: number;
  currency: string;
  payment_id: string | null;
  expires_at: Date | null;
  reason: string | null;
  history: Transition[];
  event_version: number;
  work: Work | null;
  created_at: Date;
  updated_at: Date;
}

/** The columns of {@link OrderRow}, of the table aliased `o`. */
export const orderColumns = `o.id, o.user_id, o.event_id, o.event_title, o.state, o.items, o.total_amount, o.currency,
  o.payment_id, o.expires_at, o.reason, o.history, o.event_version, o.work, o.created_at, o.updated_at`;

export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    userId: row.user_id,
    eventId: row.event_id,
    eventTitle: row.event_title,
    state: row.state,
    items: row.items,
    total: { amount: row.total_amount, currency: row.currency },
    paymentId: row.payment_id,
    expiresAt: row.expires_at,
    reason: row.reason,
    work: row.work,
    history: row.history,
    eventVersion: row.event_version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The event that tells of the order as it is now. */
export function toOrderEvent(type: OrderEventType, order: Order): NewEvent {
  const data: TicketlabEvent<OrderEventType>['data'] = {
    orderId: order.id,
    userId: order.userId,
    eventId: order.eventId,
    eventTitle: order.eventTitle,
    state: order.state,
    items: [...order.items],
    total: order.total,
    paymentId: order.paymentId,
    expiresAt: order.expiresAt?.toISOString() ?? null,
    reason: order.reason,
  };
  const actor = order.history.at(-1)?.actor;
  return { type, subject: order.id, aggregateVersion: order.eventVersion, data, actor };
}
