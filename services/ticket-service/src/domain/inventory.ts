import type { Event, EventStatus } from '@ticketlab/contracts/http/events';

export interface SeatRow {
  readonly row: string;
  /** Their ids are `<row>-1` to `<row>-<seats>`. */
  readonly seats: number;
}

/** A tier as the organiser wants it. */
export interface WantedTier {
  readonly id: string;
  readonly kind: 'general' | 'seated';
  readonly name: string;
  readonly position: number;
  readonly capacity: number;
  readonly rows: readonly SeatRow[];
}

/** What event-service says about an event; the whole of it, so the newest one is all that is needed. */
export interface EventSnapshot {
  readonly id: string;
  readonly version: number;
  readonly status: EventStatus;
  readonly title: string;
  readonly startsAt: Date;
  readonly venueName: string;
  readonly tiers: readonly WantedTier[];
}

/** @param version the aggregateversion of the event that carried the snapshot */
export function toEventSnapshot(event: Event, version: number): EventSnapshot {
  return {
    id: event.id,
    version,
    status: event.status,
    title: event.title,
    startsAt: new Date(event.startsAt),
    venueName: event.venue.name,
    tiers: event.tiers.map(({ id, kind, name, capacity, rows }, position) => ({
      id,
      kind,
      name,
      position,
      capacity,
      rows,
    })),
  };
}

export interface TierAvailability {
  readonly tierId: string;
  readonly capacity: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export interface Availability {
  readonly eventId: string;
  readonly onSale: boolean;
  readonly tiers: TierAvailability[];
  /** Changes with everything above. */
  readonly revision: string;
}

interface TakenSeat {
  readonly seatId: string;
  readonly status: 'reserved' | 'sold';
}

export interface SeatMap {
  readonly eventId: string;
  readonly onSale: boolean;
  readonly tiers: {
    readonly tierId: string;
    readonly rows: SeatRow[];
    readonly taken: TakenSeat[];
  }[];
  readonly revision: string;
}

/** How far an event is sold, over all its tiers. */
export interface SellThrough {
  readonly eventId: string;
  readonly title: string;
  readonly startsAt: Date | null;
  readonly capacity: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}
