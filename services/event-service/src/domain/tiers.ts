import type { Tier, tierInputSchema } from '@ticketlab/contracts/http/events';
import type { z } from 'zod';
import { EventStateError, InvalidEventError } from './errors.ts';

export type TierInput = z.output<typeof tierInputSchema>;

/**
 * The tiers an admin sent, with ids and capacities. One sent with an id must be among `existing`.
 * @throws {InvalidEventError}
 */
export function buildTiers(inputs: TierInput[], existing: Tier[], newId: () => string): Tier[] {
  const known = new Set(existing.map(({ id }) => id));
  const errors = inputs.flatMap((input, index) => {
    const path = `tiers.${index}`;
    if (input.id !== undefined && !known.delete(input.id)) {
      return [{ path: `${path}.id`, message: 'not a tier of this event, or sent twice' }];
    }
    if (input.kind === 'seated' && new Set(input.rows.map(({ row }) => row)).size < input.rows.length) {
      return [{ path: `${path}.rows`, message: 'a row occurs twice' }];
    }
    return [];
  });
  if (errors.length > 0) throw new InvalidEventError(errors);
  return inputs.map((input) => toTier(input, newId));
}

function toTier(input: TierInput, newId: () => string): Tier {
  const rows = input.kind === 'seated' ? input.rows : [];
  return {
    id: input.id ?? newId(),
    kind: input.kind,
    name: input.name,
    price: { amount: input.price.amount, currency: input.price.currency },
    capacity: input.kind === 'seated' ? rows.reduce((sum, { seats }) => sum + seats, 0) : input.capacity,
    rows: rows.map(({ row, seats }) => ({ row, seats })),
  };
}

/**
 * Whether tiers on sale may become `next`: none disappears or changes its kind, and no seat disappears, because tickets
 * may exist for them. Prices are free (orders keep the price they were placed at). A general capacity may grow and
 * shrink: ticket-service never goes below what is reserved and sold, so a smaller number only stops further sale.
 * @throws {EventStateError}
 */
export function assertTiersKeepPromises(published: Tier[], next: Tier[]): void {
  const byId = new Map(next.map((tier) => [tier.id, tier]));
  for (const tier of published) {
    const successor = byId.get(tier.id);
    if (successor === undefined) {
      throw new EventStateError(`Tier "${tier.name}" is on sale and cannot be removed; set its capacity low instead.`);
    }
    if (successor.kind !== tier.kind) {
      throw new EventStateError(`Tier "${tier.name}" is on sale and cannot change its kind.`);
    }
    const seatsOf = new Map(successor.rows.map(({ row, seats }) => [row, seats]));
    const lost = tier.rows.find(({ row, seats }) => (seatsOf.get(row) ?? 0) < seats);
    if (lost !== undefined) {
      throw new EventStateError(`Row ${lost.row} of tier "${tier.name}" is on sale; seats can be added, not removed.`);
    }
  }
}
