import type { Reservation } from '@ticketlab/contracts/internal/tickets';
import { type Answer, call as callService, type CallOptions } from '@ticketlab/testing/call';
import { newId } from '@ticketlab/testing/new-id';
import { createServiceToken } from '@ticketlab/testing/tokens';
import type { Line } from '../src/domain/reservation.ts';

export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

/** As order-service, unless another token or none (null) is given. */
export function call<Body = { type: string; detail: string }>(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<Body>> {
  return callService(url, method, path, { token: createServiceToken('order-service', 'ticket-service'), ...options });
}

export interface Order {
  orderId: string;
  eventId: string;
  userId: string;
  lines: Line[];
  expiresAt: string;
}

export function orderOf(
  eventId: string,
  lines: (Partial<Line> & { tierId: string })[],
  more: Partial<Order> = {},
): Order {
  return {
    orderId: newId(),
    eventId,
    userId: newId(),
    lines: lines.map(({ tierId, quantity, seatIds = [] }) => ({
      tierId,
      quantity: quantity ?? Math.max(1, seatIds.length),
      seatIds,
    })),
    expiresAt: inMinutes(10).toISOString(),
    ...more,
  };
}

export type ReserveAnswer = Answer<Reservation & { type: string; detail: string }>;

export function reserve(url: string, { orderId, ...body }: Order): Promise<ReserveAnswer> {
  return call(url, 'PUT', `/internal/reservations/${orderId}`, { body });
}

export function act(url: string, orderId: string, action: 'commit' | 'release'): Promise<ReserveAnswer> {
  const body = action === 'release' ? { reason: 'expired' } : {};
  return call(url, 'POST', `/internal/reservations/${orderId}/${action}`, { body });
}
