import { OrderNotFoundError } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';
import { type Asker, mayAccess } from './end-orders.ts';
import type { OrderFilter, OrderStore } from './ports.ts';

/** @throws {OrderNotFoundError} */
export async function findOrder(store: OrderStore, orderId: string): Promise<Order> {
  const order = await store.find(orderId);
  if (order === null) throw new OrderNotFoundError();
  return order;
}

/** @throws {OrderNotFoundError} also for somebody else's order: its existence is nobody else's business */
export async function readOrder(store: OrderStore, asker: Asker, orderId: string): Promise<Order> {
  const order = await findOrder(store, orderId);
  if (!mayAccess(asker, order)) throw new OrderNotFoundError();
  return order;
}

/** One page, newest first, and the id to go on before (null at the end). Customers get their own orders only. */
export async function listOrders(
  store: OrderStore,
  asker: Asker,
  query: OrderFilter & { before: string | null; limit: number },
): Promise<{ orders: Order[]; next: string | null }> {
  const { before, limit, ...filter } = query;
  const userId = asker.role === 'ADMIN' ? filter.userId : asker.userId;
  const found = await store.list({ ...filter, userId }, { before, limit: limit + 1 });
  const orders = found.slice(0, limit);
  return { orders, next: found.length > limit ? (orders.at(-1)?.id ?? null) : null };
}
