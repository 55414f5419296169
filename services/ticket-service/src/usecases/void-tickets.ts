import { ticketsVoided } from '@ticketlab/contracts/events/ticket-events';
import type { HeldReservation } from '../domain/reservation.ts';
import type { Announcer, Checkpoint, Delivery, Transact, Work } from './ports.ts';

/**
 * Takes back what an order got that is being refunded: its tickets, if it has any yet, and its places, wherever they are.
 * The order stays refused, so a confirmation that comes later issues nothing.
 */
export type VoidTickets = (orderId: string, reason: string, delivery: Delivery) => Promise<void>;

export function createVoidTickets(deps: {
  transact: Transact;
  announcer: Announcer;
  checkpoint: Checkpoint;
}): VoidTickets {
  return async (orderId, reason, delivery) => {
    const eventId = await deps.transact(async (work) => {
      if (!(await work.isNew(delivery))) return undefined;
      if (await work.addTombstone(orderId, 'voided', reason)) return undefined;
      const reservation = await work.lockReservation(orderId);
      if (reservation.status !== 'reserved' && reservation.status !== 'committed') return undefined;
      await voidAll(work, reservation, reason);
      return reservation.eventId;
    });
    deps.checkpoint('voided');
    if (eventId !== undefined) deps.announcer.touch(eventId);
  };
}

async function voidAll(work: Work, reservation: HeldReservation, reason: string): Promise<void> {
  const { orderId, eventId, userId, lines, version, status } = reservation;
  const tickets = await work.voidTickets(orderId);
  await work.endReservation(orderId, 'voided', reason);
  await work.publish([
    {
      type: ticketsVoided.type,
      subject: orderId,
      aggregateVersion: version + 1,
      data: { orderId, eventId, userId, tickets, reason },
    },
  ]);
  await work.movePlaces(orderId, lines, status === 'committed' ? 'sold' : 'reserved', 'available');
}
