import { OrderNotFoundError, OrderStateError } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';
import { isBeingConfirmed, move, type Step } from '../domain/saga.ts';
import type { Checkpoint, OrderStore } from './ports.ts';

/** Someone who asks for an order; `user` sees only the own ones. */
export type Asker = { role: 'USER' | 'ADMIN'; userId: string };

export function mayAccess(asker: Asker, order: Order): boolean {
  return asker.role === 'ADMIN' || asker.userId === order.userId;
}

function actorOf(asker: Asker): string {
  return `${asker.role === 'ADMIN' ? 'admin' : 'user'}:${asker.userId}`;
}

interface Deps {
  store: OrderStore;
  clock: () => Date;
  checkpoint: Checkpoint;
}

/**
 * Cancels an order that nobody has paid for. Cancelling twice changes nothing.
 * @throws {OrderStateError} once it is paid: that way leads through a refund
 */
export async function cancelOrder(
  { store, clock, checkpoint }: Deps,
  request: { orderId: string; asker: Asker; workDueMs: number },
): Promise<Order> {
  const cancelled = await store.tx(async (tx) => {
    const order = await tx.lock(request.orderId);
    if (order === null || !mayAccess(request.asker, order)) throw new OrderNotFoundError();
    if (order.state === 'CANCELLED') return order;
    const open = order.state === 'PENDING' || order.state === 'AWAITING_PAYMENT';
    if (!open || isBeingConfirmed(order)) throw new OrderStateError(order.state, 'cancelled');
    const change = { at: clock(), actor: actorOf(request.asker), reason: 'cancelled' };
    const step = move(order, 'CANCELLED', change);
    await tx.save([step], request.workDueMs);
    return step.after;
  });
  checkpoint('ended');
  return cancelled;
}

/** Ends up to `limit` orders whose time has run out. Resolves to them; their places are still to be released. */
export async function expireOrders(
  { store, clock, checkpoint }: Deps,
  { limit, workDueMs }: { limit: number; workDueMs: number },
): Promise<Order[]> {
  const expired = await store.tx(async (tx) => {
    const orders = await tx.lockExpired(limit);
    const change = { at: clock(), actor: 'service:order-service', reason: 'not-paid-in-time' };
    const steps = orders.map((order) => move(order, 'EXPIRED', change));
    await tx.save(steps, workDueMs);
    return steps.map(({ after }) => after);
  });
  if (expired.length > 0) checkpoint('ended');
  return expired;
}

/**
 * Sends a confirmed order on to its refund. Asking again changes nothing.
 * @throws {OrderStateError} when it has not been confirmed
 */
export async function refundOrder(
  { store, clock, checkpoint }: Deps,
  request: { orderId: string; reason: string; actor: string },
): Promise<Order> {
  const refunding = await store.tx(async (tx) => {
    const order = await tx.lock(request.orderId);
    if (order === null) throw new OrderNotFoundError();
    if (order.state === 'REFUNDING' || order.state === 'REFUNDED') return order;
    if (order.state !== 'CONFIRMED') throw new OrderStateError(order.state, 'refunded');
    const step = move(order, 'REFUNDING', { at: clock(), actor: request.actor, reason: request.reason });
    await tx.save([step], 0);
    return step.after;
  });
  checkpoint('refund-requested');
  return refunding;
}

/** The end of an order that still holds places, for a reason that lies outside of it: paid ones are refunded. */
export function endHolding(order: Order, change: { at: Date; actor: string; reason: string }): Step {
  const paid = order.state === 'CONFIRMED' || isBeingConfirmed(order);
  return move(order, paid ? 'REFUNDING' : 'CANCELLED', change);
}
