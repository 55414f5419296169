import type { Money } from '@ticketlab/contracts/primitives';
import type { Order as OrderView, OrderState } from '@ticketlab/contracts/http/orders';

export type OrderItem = OrderView['items'][number];

/** What is still to be done about an order at ticket-service, after the state itself has been committed. */
export type Work = 'reserve' | 'commit' | 'release';

export interface Transition {
  readonly from: OrderState | null;
  readonly to: OrderState;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string | null;
  readonly actor: string;
}

export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly eventId: string;
  readonly eventTitle: string;
  readonly state: OrderState;
  readonly items: readonly OrderItem[];
  readonly total: Money;
  readonly paymentId: string | null;
  readonly expiresAt: Date | null;
  readonly reason: string | null;
  readonly work: Work | null;
  readonly history: readonly Transition[];
  /** Events published about this order so far. */
  readonly eventVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Places that the order asks for, over all its tiers. */
export function quantityOf(order: Pick<Order, 'items'>): number {
  return order.items.reduce((sum, item) => sum + item.quantity, 0);
}
