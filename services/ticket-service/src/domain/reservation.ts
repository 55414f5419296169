import { LinesError } from './errors.ts';

/** Places of one tier: a quantity, and for numbered seats which. */
export interface Line {
  readonly tierId: string;
  readonly quantity: number;
  readonly seatIds: readonly string[];
}

export type ReservationStatus = 'reserved' | 'committed' | 'released' | 'voided';

export interface NewReservation {
  readonly orderId: string;
  readonly eventId: string;
  readonly userId: string;
  readonly lines: readonly Line[];
  readonly expiresAt: Date;
}

export interface HeldReservation {
  readonly orderId: string;
  readonly eventId: string;
  readonly userId: string;
  readonly status: ReservationStatus;
  readonly lines: readonly Line[];
  /** Events published about this order so far. */
  readonly version: number;
  readonly issued: boolean;
}

/** The order was given up before it was reserved. */
interface Tombstone {
  readonly orderId: string;
  readonly eventId: null;
  readonly status: 'released' | 'voided';
  readonly lines: readonly [];
}

export type Reservation = HeldReservation | Tombstone;

/** Where a place is. */
export type Pool = 'available' | 'reserved' | 'sold';

/** Whether its places have been given back, or never can be taken. */
export function hasEnded({ status }: Pick<Reservation, 'status'>): boolean {
  return status === 'released' || status === 'voided';
}

/** @throws {LinesError} when a tier or seat is named twice, or seats and quantity differ */
export function assertLines(lines: readonly Line[]): void {
  if (new Set(lines.map(({ tierId }) => tierId)).size < lines.length) throw new LinesError('Name each tier once.');
  for (const { quantity, seatIds } of lines) {
    if (new Set(seatIds).size < seatIds.length) throw new LinesError('Name each seat once.');
    if (seatIds.length > 0 && seatIds.length !== quantity) throw new LinesError('Name as many seats as the quantity.');
  }
}

export interface Place {
  readonly tierId: string;
  readonly seatId: string | null;
}

/** Every single place of the lines, in an order that never changes: a ticket is numbered by it. */
export function toPlaces(lines: readonly Line[]): Place[] {
  return lines.flatMap(({ tierId, quantity, seatIds }) =>
    Array.from({ length: quantity }, (_, index) => ({ tierId, seatId: seatIds[index] ?? null })),
  );
}
