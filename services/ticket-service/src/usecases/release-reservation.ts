import { ticketsReleased } from '@ticketlab/contracts/events/ticket-events';
import { CommittedReservationError } from '../domain/errors.ts';
import type { HeldReservation, Reservation } from '../domain/reservation.ts';
import type { Announcer, Checkpoint, Transact, Work } from './ports.ts';

/**
 * Gives reserved places back. An order id never heard of leaves a tombstone, so that its reserve, still on the way, is
 * refused when it comes.
 * @throws {CommittedReservationError}
 */
export type ReleaseReservation = (orderId: string, reason: string) => Promise<Reservation>;

export function createReleaseReservation(deps: {
  transact: Transact;
  announcer: Announcer;
  checkpoint: Checkpoint;
}): ReleaseReservation {
  return async (orderId, reason) => {
    const released = await deps.transact(async (work): Promise<Reservation> => {
      if (await work.addTombstone(orderId, 'released', reason)) {
        return { orderId, eventId: null, status: 'released', lines: [] };
      }
      const known = await work.lockReservation(orderId);
      if (known.status === 'committed') throw new CommittedReservationError();
      return known.status === 'reserved' ? release(work, known, reason) : known;
    });
    deps.checkpoint('released');
    if (released.eventId !== null) deps.announcer.touch(released.eventId);
    return released;
  };
}

async function release(work: Work, reservation: HeldReservation, reason: string): Promise<Reservation> {
  const { orderId, eventId, userId, lines, version } = reservation;
  await work.endReservation(orderId, 'released', reason);
  await work.publish([
    {
      type: ticketsReleased.type,
      subject: orderId,
      aggregateVersion: version + 1,
      data: { orderId, eventId, userId, reason },
    },
  ]);
  await work.movePlaces(orderId, lines, 'reserved', 'available'); // last, because many wait for the tiers' rows
  return { ...reservation, status: 'released', version: version + 1 };
}
