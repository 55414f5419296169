import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { EraseUser } from '../usecases/erase-user.ts';

/** People who leave. */
export function createUserEventsHandler(eraseUser: EraseUser): Handler {
  return async (event, { consumer }) => {
    if (event.type !== 'ticketlab.user.erased.v1') return;
    await eraseUser(event.data.userId, { consumer, eventId: event.id });
  };
}
