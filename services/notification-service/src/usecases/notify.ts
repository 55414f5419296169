import { toMailText } from '../domain/mail.ts';
import { type PersonalNotice, toNotification } from '../domain/notice.ts';
import type { ErasureStore, MailQueue, NotificationStore, Push } from './ports.ts';

export type Notify = (notices: PersonalNotice[]) => Promise<void>;

/**
 * Stores notices of one source, queues their mails and pushes them. Each step may be repeated, so a call that failed or
 * died half-way is simply made again: nobody is told twice, and what was stored but not pushed is pushed then.
 */
export function createNotify(deps: {
  notifications: NotificationStore;
  mails: MailQueue;
  erasures: ErasureStore;
  push: Push;
  portalUrl: string;
  clock: () => Date;
  wakeMailer: () => void;
}): Notify {
  const { notifications, mails, erasures, push, portalUrl, clock, wakeMailer } = deps;

  return async (notices) => {
    const erased = await erasures.erasedOf(notices.map(({ userId }) => userId));
    const wanted = notices.filter(({ userId }) => !erased.has(userId));
    const [first] = wanted;
    if (first === undefined) return;

    const now = clock();
    const mailed = wanted.filter(({ email }) => email);
    await mails.add(
      mailed.map(({ source, userId, title, body, link }) => ({
        id: `${source}:${userId}`,
        userId,
        to: null,
        subject: title,
        text: toMailText({ body, link }, portalUrl),
      })),
      now,
    );
    await notifications.insert(wanted, now);
    if (mailed.length > 0) wakeMailer();

    const ids = wanted.map(({ userId }) => userId);
    const undelivered = await notifications.undelivered(first.source, ids);
    if (undelivered.length === 0) return;
    const unread = await notifications.countUnreadOf(ids);
    push.deliver(
      undelivered.map((stored) => ({
        userId: stored.userId,
        notification: toNotification(stored),
        unread: unread.get(stored.userId) ?? 0,
      })),
    );
  };
}
