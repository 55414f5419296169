import { newId } from '@ticketlab/testing/new-id';
import type { EventSnapshot, SeatRow } from '../src/domain/inventory.ts';
import { inMinutes } from './reserving.ts';

type WantedTier = { id?: string; capacity: number } | { id?: string; rows: SeatRow[] };

/** What event-service would say of a published event with these tiers. */
export function snapshotOf(tiers: WantedTier[], more: Partial<EventSnapshot> = {}): EventSnapshot {
  return {
    id: newId(),
    version: 1,
    status: 'published',
    title: 'An evening of tests',
    startsAt: inMinutes(60 * 24 * 30),
    venueName: 'The Harness',
    tiers: tiers.map((tier, position) => ({
      id: tier.id ?? newId(),
      kind: 'rows' in tier ? 'seated' : 'general',
      name: `Tier ${position}`,
      position,
      capacity: 'rows' in tier ? tier.rows.reduce((sum, { seats }) => sum + seats, 0) : tier.capacity,
      rows: 'rows' in tier ? tier.rows : [],
    })),
    ...more,
  };
}
