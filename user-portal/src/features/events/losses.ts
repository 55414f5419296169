import type { Tier } from '@ticketlab/contracts/http/events';
import { type Choice, withoutSeats, withQuantity } from '../../lib/choice.ts';
import type { Availability, SeatMap } from './use-availability.ts';

/** Seats of the map that nobody can choose any more, as `tierId/seatId`. */
export function takenSeats(map: SeatMap | undefined): ReadonlySet<string> {
  return new Set(map?.tiers.flatMap(({ tierId, taken }) => taken.map(({ seatId }) => `${tierId}/${seatId}`)) ?? []);
}

/**
 * What of a choice others have taken meanwhile: the choice without it, and sentences that say so. Undefined when nothing
 * is lost.
 */
export function withoutLost(
  choice: Choice,
  tiers: readonly Tier[],
  now: { places: Availability | undefined; taken: ReadonlySet<string> },
): { choice: Choice; told: string[] } | undefined {
  let left = choice;
  const told: string[] = [];
  for (const { id, name } of tiers) {
    const lost = (choice.seats[id] ?? []).filter((seatId) => now.taken.has(`${id}/${seatId}`));
    if (lost.length > 0) {
      left = withoutSeats(left, id, lost);
      told.push(
        lost.length === 1
          ? `Seat ${lost[0]} was just taken by somebody else.`
          : `Seats ${lost.join(', ')} were just taken by somebody else.`,
      );
    }
    const available = now.places?.tiers.find(({ tierId }) => tierId === id)?.available;
    const wanted = choice.quantities[id] ?? 0;
    if (available !== undefined && wanted > available) {
      left = withQuantity(left, id, available);
      told.push(available === 0 ? `${name} has just sold out.` : `Only ${available} are left of ${name}.`);
    }
  }
  return told.length === 0 ? undefined : { choice: left, told };
}
