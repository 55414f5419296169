import type { Handler } from '@ticketlab/service-kit/messaging/consumer';

/** People who leave. Erasing twice changes nothing, so it needs no inbox. */
export function createUserEventsHandler(eraseUser: (userId: string) => Promise<void>): Handler {
  return async (event) => {
    if (event.type === 'ticketlab.user.erased.v1') await eraseUser(event.data.userId);
  };
}
