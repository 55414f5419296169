import { ticketsIssued } from '@ticketlab/contracts/events/ticket-events';
import { NotCommittedError } from '../domain/errors.ts';
import { toPlaces } from '../domain/reservation.ts';
import type { Checkpoint, Delivery, Transact } from './ports.ts';

/**
 * Issues a ticket for every place of a confirmed order, once.
 * @throws {UnknownReservationError | NotCommittedError} when the saga confirmed what it had not committed
 */
export type IssueTickets = (orderId: string, delivery: Delivery) => Promise<void>;

export function createIssueTickets(deps: {
  transact: Transact;
  newId: () => string;
  checkpoint: Checkpoint;
}): IssueTickets {
  return async (orderId, delivery) => {
    await deps.transact(async (work) => {
      if (!(await work.isNew(delivery))) return;
      const reservation = await work.lockReservation(orderId);
      if (reservation.status === 'voided') return; // the refund overtook the confirmation
      if (reservation.status !== 'committed') throw new NotCommittedError(orderId, reservation.status);
      if (reservation.issued) return;
      const { eventId, userId, lines, version } = reservation;
      const tickets = toPlaces(lines).map((place) => ({ ticketId: deps.newId(), ...place }));
      await work.insertTickets(reservation, tickets);
      await work.publish([
        {
          type: ticketsIssued.type,
          subject: orderId,
          aggregateVersion: version + 1,
          data: { orderId, eventId, userId, tickets },
        },
      ]);
    });
    deps.checkpoint('issued');
  };
}
