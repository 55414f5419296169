import type { Line, Reservation, ReservationStatus } from '../domain/reservation.ts';

export interface ReservationRow {
  order_id: string;
  event_id: string | null;
  user_id: string | null;
  status: ReservationStatus;
  lines: Line[];
  version: number;
  issued: boolean;
}

export const reservationColumns = `order_id, event_id, user_id, status, lines, version, issued_at IS NOT NULL AS issued`;

export function toReservation(row: ReservationRow): Reservation {
  const { order_id: orderId, event_id: eventId, user_id: userId, status, lines, version, issued } = row;
  if (eventId !== null && userId !== null) return { orderId, eventId, userId, status, lines, version, issued };
  return { orderId, eventId: null, status: status === 'voided' ? 'voided' : 'released', lines: [] };
}
