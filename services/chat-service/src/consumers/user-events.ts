import type { Handler } from '@ticketlab/service-kit/messaging/consumer';
import type { ChatStore } from '../usecases/ports.ts';

/** An erased account takes its words along. Doing it again changes nothing, so no inbox is needed. */
export function createUserEventsHandler(store: Pick<ChatStore, 'eraseCustomer'>): Handler {
  return async (event) => {
    if (event.type === 'ticketlab.user.erased.v1') await store.eraseCustomer(event.data.userId);
  };
}
