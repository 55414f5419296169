import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { EventStore } from '../usecases/ports.ts';
import { projectEvent } from '../usecases/project-event.ts';

/** The catalogue as order-service needs it. `onCancelled` sets off the end of the event's orders. */
export function createEventNotificationsHandler(events: EventStore, onCancelled: () => void): Handler {
  return async (event) => {
    switch (event.type) {
      case 'ticketlab.event.created.v1':
      case 'ticketlab.event.published.v1':
      case 'ticketlab.event.updated.v1':
        return projectEvent(events, event);
      case 'ticketlab.event.cancelled.v1':
        await projectEvent(events, event);
        onCancelled();
    }
  };
}
