import { ReservationReleasedError, UnknownReservationError } from '../domain/errors.ts';
import { hasEnded, type Reservation } from '../domain/reservation.ts';
import type { Announcer, Checkpoint, ReservationStore } from './ports.ts';

/**
 * Turns reserved places into sold ones; committing twice changes nothing.
 * @throws {ReservationReleasedError | UnknownReservationError}
 */
export type CommitReservation = (orderId: string) => Promise<Reservation>;

export function createCommitReservation(deps: {
  store: ReservationStore;
  announcer: Announcer;
  checkpoint: Checkpoint;
}): CommitReservation {
  const { store, announcer, checkpoint } = deps;
  return async (orderId) => {
    const committed = await store.commit(orderId);
    if (committed !== undefined) {
      checkpoint('committed');
      announcer.touch(committed.eventId);
      return committed;
    }
    const known = await store.find(orderId);
    if (known === undefined) throw new UnknownReservationError(orderId);
    if (hasEnded(known)) throw new ReservationReleasedError();
    return known;
  };
}
