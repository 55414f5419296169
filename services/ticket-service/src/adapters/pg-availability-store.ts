import { availabilityChanged } from '@ticketlab/contracts/events/ticket-events';
import { addToOutbox } from '@ticketlab/service-kit/messaging/outbox';
import type { PgClient, Postgres } from '@ticketlab/service-kit/postgres/pool';
import type { Availability, SeatMap, TierAvailability } from '../domain/inventory.ts';
import type { AvailabilityStore } from '../usecases/ports.ts';
import {
  announceChanged,
  availabilityOfEvent,
  dueAnnouncements,
  seatMapOfEvent,
  unannouncedPage,
} from './availability-queries.ts';

interface EventRow<Tier> {
  on_sale: boolean;
  revision: string;
  tiers: Tier[];
}

type SeatTier = SeatMap['tiers'][number];

/** Reads lock nothing, so the busiest tier is read as fast as any other. */
export function createAvailabilityStore(db: Postgres): AvailabilityStore {
  async function read<Tier>(name: string, text: string, eventId: string): Promise<EventRow<Tier> | undefined> {
    const { rows } = await db.query<EventRow<Tier>>({ name, text, values: [eventId] });
    return rows[0];
  }

  return {
    async availability(eventId): Promise<Availability | undefined> {
      const row = await read<TierAvailability>('availability', availabilityOfEvent, eventId);
      return row && { eventId, onSale: row.on_sale, revision: row.revision, tiers: row.tiers };
    },

    async seatMap(eventId): Promise<SeatMap | undefined> {
      const row = await read<SeatTier>('seat-map', seatMapOfEvent, eventId);
      return row && { eventId, onSale: row.on_sale, revision: row.revision, tiers: row.tiers };
    },

    announce: (eventIds, throttleMs) => db.tx((client) => announce(client, eventIds, throttleMs)),

    async findUnannounced(after, limit) {
      const { rows } = await db.query<{ id: string; unannounced: boolean | null }>({
        name: 'unannounced-page',
        text: unannouncedPage,
        values: [after ?? '00000000-0000-0000-0000-000000000000', limit],
      });
      const ids = rows.filter(({ unannounced }) => unannounced === true).map(({ id }) => id);
      return { ids, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}

async function announce(client: PgClient, eventIds: readonly string[], throttleMs: number): Promise<string[]> {
  // another replica that holds a row is announcing it right now, perhaps without what we know: it waits like a young one
  const due = await client.query<{ id: string }>({
    name: 'announce-due',
    text: dueAnnouncements,
    values: [eventIds, throttleMs],
  });
  const ids = due.rows.map(({ id }) => id);
  const changed = await client.query<{ id: string; version: number; tiers: TierAvailability[] }>({
    name: 'announce-changed',
    text: announceChanged,
    values: [ids],
  });
  await addToOutbox(
    client,
    changed.rows.map(({ id, version, tiers }) => ({
      type: availabilityChanged.type,
      subject: id,
      aggregateVersion: version,
      data: { eventId: id, tiers },
    })),
  );
  return eventIds.filter((id) => !ids.includes(id));
}
