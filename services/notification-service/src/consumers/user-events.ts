import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import { toAccountNotice } from '../domain/account-notices.ts';
import type { EraseUser } from '../usecases/erase-user.ts';
import type { Notify } from '../usecases/notify.ts';

export function createUserEventsHandler(deps: { notify: Notify; eraseUser: EraseUser }) {
  return async (event: TicketlabEvent): Promise<void> => {
    switch (event.type) {
      case 'ticketlab.user.erased.v1':
        return deps.eraseUser(event.data.userId);
      case 'ticketlab.user.registered.v1':
      case 'ticketlab.user.updated.v1':
      case 'ticketlab.user.role-changed.v1':
      case 'ticketlab.user.locked.v1': {
        const notice = toAccountNotice(event);
        return notice === undefined ? undefined : deps.notify([notice]);
      }
      default:
        return undefined;
    }
  };
}
