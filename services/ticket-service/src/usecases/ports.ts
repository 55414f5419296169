import type { NewEvent } from '@ticketlab/service-kit/messaging/outbox';
import type { Availability, EventSnapshot, SeatMap } from '../domain/inventory.ts';
import type { HeldReservation, Line, NewReservation, Place, Pool, Reservation } from '../domain/reservation.ts';
import type { Ticket, TicketRef } from '../domain/ticket.ts';

/** Which message a consumer is handling, for the inbox. */
export interface Delivery {
  readonly consumer: string;
  readonly eventId: string;
}

export type ReserveResult = 'reserved' | 'known' | 'sold-out' | 'seat-taken' | 'not-on-sale' | 'wrong-kind';

/** What happens on every purchase: one statement each. */
export interface ReservationStore {
  /**
   * Decides orders of one general-admission tier each together, per tier in their order. `known` has a reservation or
   * tombstone already.
   */
  reserveBatch(orders: readonly NewReservation[]): Promise<ReserveResult[]>;
  /** Decides one order with seats or several tiers, whole or not at all. */
  reserveWhole(order: NewReservation): Promise<ReserveResult>;
  find(orderId: string): Promise<Reservation | undefined>;
  /** Sells what is reserved; undefined when nothing is. */
  commit(orderId: string): Promise<HeldReservation | undefined>;
  /** Order ids whose expiry has passed by `marginMs`, each handed out once per `marginMs`. */
  claimOverdue(limit: number, marginMs: number): Promise<string[]>;
}

interface IssuedTicket extends Place {
  readonly ticketId: string;
}

/** What one transaction can do. Locks are held until it ends. */
export interface Work {
  /** False when this consumer has committed the event's effect before. */
  isNew(delivery: Delivery): Promise<boolean>;
  publish(events: NewEvent[]): Promise<void>;

  /** Refuses the order for good; false when it has a row already. */
  addTombstone(orderId: string, status: 'released' | 'voided', reason: string): Promise<boolean>;
  /** @throws {UnknownReservationError} */
  lockReservation(orderId: string): Promise<Reservation>;
  /** Raises the version by the one event that says so. */
  endReservation(orderId: string, status: 'released' | 'voided', reason: string): Promise<void>;
  movePlaces(orderId: string, lines: readonly Line[], from: Pool, to: Pool): Promise<void>;

  /** Stores the tickets of a locked reservation, marks it as issued and raises its version. */
  insertTickets(reservation: HeldReservation, tickets: readonly IssuedTicket[]): Promise<void>;
  /** Voids the order's tickets; resolves to those that were not void. */
  voidTickets(orderId: string): Promise<TicketRef[]>;
  /** Uses a valid ticket; undefined when it is not valid (any more). */
  checkIn(ticketId: string): Promise<Ticket | undefined>;

  /** False when this or a newer snapshot is known. Holds the event's row. A cancelled event stays cancelled. */
  saveEvent(snapshot: EventSnapshot): Promise<boolean>;
  saveCancellation(eventId: string, title: string): Promise<void>;
  /** Makes the tiers' capacities, seats and sale follow the snapshot, as far as places are not taken. */
  saveTiers(snapshot: EventSnapshot): Promise<void>;
  stopSale(eventId: string): Promise<void>;

  /** Replaces the person everywhere. */
  erase(userId: string): Promise<void>;
}

export type Transact = <T>(fn: (work: Work) => Promise<T>) => Promise<T>;

export interface TicketFilter {
  readonly userId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly eventId?: string | undefined;
}

export interface TicketStore {
  find(ticketId: string): Promise<Ticket | undefined>;
  /** Newest first, at most `limit`, only ids below `before`. */
  list(filter: TicketFilter, page: { before: string | null; limit: number }): Promise<Ticket[]>;
  /** Valid and used tickets of each order that has any. */
  countByOrder(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface AvailabilityStore {
  availability(eventId: string): Promise<Availability | undefined>;
  seatMap(eventId: string): Promise<SeatMap | undefined>;
  /**
   * Publishes availability-changed for those of the events that have changed since and whose last one is `throttleMs` old.
   * Resolves to the events that must wait.
   */
  announce(eventIds: readonly string[], throttleMs: number): Promise<string[]>;
  /**
   * Of the `limit` events after that id, those whose last change was never announced, because whoever made it ended before.
   * `next`: where to go on; null when there are no more.
   */
  findUnannounced(after: string | null, limit: number): Promise<{ ids: string[]; next: string | null }>;
}

/** Is told of events whose numbers have changed. */
export interface Announcer {
  touch(eventId: string): void;
}

/** Whether an order still has a claim to its places, as order-service says. */
type OrderStanding = 'alive' | 'ended' | 'unknown';
export type AskOrder = (orderId: string) => Promise<OrderStanding>;

/** LAB: marks a place after a commit where a test may kill the process. Does nothing otherwise. */
export type Checkpoint = (name: CheckpointName) => void;

export const checkpointNames = ['reserved', 'committed', 'released', 'issued', 'voided'] as const;
type CheckpointName = (typeof checkpointNames)[number];
