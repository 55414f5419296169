import type { AttendanceStore, ErasureStore, MailQueue, MailTransport, NotificationStore, Push } from './ports.ts';

export type EraseUser = (userId: string) => Promise<void>;

/**
 * Removes what is kept of a person. It is remembered first, so that events about them which come later leave nothing
 * behind. The audit log stays: it knows accounts by their id only, which leads nowhere any more.
 */
export function createEraseUser(deps: {
  erasures: ErasureStore;
  notifications: NotificationStore;
  mails: MailQueue;
  transport: MailTransport;
  attendances: AttendanceStore;
  push: Push;
  clock: () => Date;
}): EraseUser {
  const { erasures, notifications, mails, transport, attendances, push, clock } = deps;
  return async (userId) => {
    await erasures.record(userId, clock());
    await notifications.removeOf(userId);
    await transport.removeOf(await mails.idsOf(userId));
    await mails.removeOf(userId);
    await attendances.removeOf(userId);
    push.disconnect(userId);
  };
}
