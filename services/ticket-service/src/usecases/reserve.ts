import {
  LinesError,
  NotOnSaleError,
  ReservationReleasedError,
  SeatTakenError,
  SoldOutError,
} from '../domain/errors.ts';
import { assertLines, hasEnded, type NewReservation, type Reservation } from '../domain/reservation.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Announcer, Checkpoint, ReservationStore, ReserveResult } from './ports.ts';

/**
 * Reserves an order's places, all or none; once per order id, however often it is asked.
 * @throws {SoldOutError | SeatTakenError | NotOnSaleError | ReservationReleasedError | LinesError}
 */
export type Reserve = (order: NewReservation) => Promise<Reservation>;

export type ReserveOutcome = Exclude<ReserveResult, 'known'> | 'repeated' | 'released';

export function createReserve(deps: {
  store: ReservationStore;
  batches: GroupCommit<NewReservation, ReserveResult>;
  announcer: Announcer;
  count: (outcome: ReserveOutcome) => void;
  checkpoint: Checkpoint;
}): Reserve {
  const { store, batches, announcer, count, checkpoint } = deps;

  function decide(order: NewReservation): Promise<ReserveResult> {
    const [line, ...others] = order.lines;
    const isPlain = line !== undefined && line.seatIds.length === 0 && others.length === 0;
    return isPlain ? batches.submit(line.tierId, order) : store.reserveWhole(order);
  }

  async function repeat(orderId: string): Promise<Reservation> {
    const known = await store.find(orderId);
    const ended = known === undefined || hasEnded(known);
    count(ended ? 'released' : 'repeated');
    if (ended) throw new ReservationReleasedError();
    return known;
  }

  return async (order) => {
    assertLines(order.lines);
    const result = await decide(order);
    if (result === 'known') return repeat(order.orderId);
    count(result);
    if (result !== 'reserved') throw toError(result);
    checkpoint('reserved');
    announcer.touch(order.eventId);
    return { ...order, status: 'reserved', version: 1, issued: false };
  };
}

function toError(refusal: Exclude<ReserveResult, 'known' | 'reserved'>): Error {
  switch (refusal) {
    case 'sold-out':
      return new SoldOutError();
    case 'seat-taken':
      return new SeatTakenError();
    case 'not-on-sale':
      return new NotOnSaleError();
    case 'wrong-kind':
      return new LinesError('Numbered seats are chosen one by one, general admission by quantity.');
  }
}
