import { toMailText } from '../domain/mail.ts';
import { type PersonalNotice, type StoredNotification, toNotification } from '../domain/notice.ts';
import type { ErasureStore, MailQueue, NotificationStore, Push } from './ports.ts';

export type Notify = (notices: PersonalNotice[]) => Promise<void>;

/** Stored in one go: few enough that the first of them need not wait long for the last. */
const portion = 100;

/**
 * Stores notices of one source, queues their mails and pushes them, each portion right after it is stored. Each step may
 * be repeated, so a call that failed or died half-way is simply made again: nobody is told twice, and what was stored but
 * not pushed is pushed then.
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

  async function queueMails(notices: PersonalNotice[]): Promise<void> {
    const mailed = notices.filter(({ email }) => email);
    if (mailed.length === 0) return;
    await mails.add(
      mailed.map(({ source, userId, title, body, link }) => ({
        id: `${source}:${userId}`,
        userId,
        to: null,
        subject: title,
        text: toMailText({ body, link }, portalUrl),
      })),
      clock(),
    );
    wakeMailer();
  }

  /** Those of the notices that were told before, but have reached nobody. */
  async function notReached(notices: PersonalNotice[], stored: StoredNotification[]): Promise<StoredNotification[]> {
    const isNew = new Set(stored.map(({ userId }) => userId));
    const toldBefore = notices.filter(({ userId }) => !isNew.has(userId));
    const [first] = toldBefore;
    if (first === undefined) return [];
    return notifications.undelivered(
      first.source,
      toldBefore.map(({ userId }) => userId),
    );
  }

  return async (notices) => {
    const erased = await erasures.erasedOf(notices.map(({ userId }) => userId));
    const wanted = notices.filter(({ userId }) => !erased.has(userId));
    await queueMails(wanted);
    for (let start = 0; start < wanted.length; start += portion) {
      const some = wanted.slice(start, start + portion);
      const stored = await notifications.insert(some, clock());
      const pushed = [...stored, ...(await notReached(some, stored))];
      push.deliver(pushed.map((one) => ({ userId: one.userId, notification: toNotification(one) })));
    }
  };
}
