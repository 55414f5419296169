import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import { toEventSnapshot } from '../domain/inventory.ts';
import type { SyncInventory } from '../usecases/sync-inventory.ts';

/** What the organisers want sold. */
export function createEventNotificationsHandler(inventory: SyncInventory): Handler {
  return async (event, { consumer }) => {
    const delivery = { consumer, eventId: event.id };
    switch (event.type) {
      case 'ticketlab.event.published.v1':
      case 'ticketlab.event.updated.v1':
        return inventory.apply(toEventSnapshot(event.data.event, event.aggregateversion), delivery);
      case 'ticketlab.event.cancelled.v1':
        return inventory.cancel({ id: event.data.eventId, title: event.data.title }, delivery);
    }
  };
}
