import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toEventSale } from '../domain/event-sale.ts';
import type { EventStore } from './ports.ts';

type CatalogueEvent = TicketlabEvent<
  | 'ticketlab.event.created.v1'
  | 'ticketlab.event.published.v1'
  | 'ticketlab.event.updated.v1'
  | 'ticketlab.event.cancelled.v1'
>;

/** Keeps up with the catalogue. Every event is complete in itself, so a newer one may overtake an older. */
export async function projectEvent(events: EventStore, event: CatalogueEvent): Promise<void> {
  const version = event.aggregateversion;
  if (event.type === 'ticketlab.event.cancelled.v1') {
    const { eventId, title } = event.data;
    await events.cancel({ id: eventId, title, version });
  } else {
    await events.put(toEventSale(event.data.event), version);
  }
}
