import { greet, nextTry, type OutgoingMail, type QueuedMail } from '../domain/mail.ts';
import type { MailQueue, MailTransport, UserDirectory } from './ports.ts';

export type MailResult = 'sent' | 'dropped' | 'failed' | 'postponed';

/** One round: sends what is due, a few at a time. Resolves to whether there may be more. */
export type SendMails = (stop: AbortSignal) => Promise<boolean>;

/** Longer than one try can take; a mail whose sender died is tried again after it. */
const leaseMs = 60_000;

/**
 * Sends queued mails at least once. The address is asked for at the last moment, so an erased account gets none. What
 * fails is tried again later, up to `giveUpMs` after it was queued.
 */
export function createSendMails(deps: {
  mails: MailQueue;
  users: UserDirectory;
  transport: MailTransport;
  clock: () => Date;
  concurrency: number;
  giveUpMs: number;
  onResult: (result: MailResult, error?: unknown) => void;
}): SendMails {
  const { mails, users, transport, clock, concurrency, giveUpMs, onResult } = deps;

  async function address({ id, userId, to, subject, text }: QueuedMail): Promise<OutgoingMail | undefined> {
    if (to !== null) return { id, to, subject, text };
    const contact = userId === null ? undefined : await users.contact(userId);
    return contact === undefined
      ? undefined
      : { id, to: contact.email, subject, text: greet(contact.displayName, text) };
  }

  async function postpone(mail: QueuedMail, error: unknown): Promise<void> {
    const now = clock();
    if (now.getTime() - mail.createdAt.getTime() >= giveUpMs) {
      await mails.finish(mail.id, 'failed', now);
      onResult('failed', error);
      return;
    }
    await mails.postpone(mail.id, nextTry(mail.attempts + 1, now));
    onResult('postponed', error);
  }

  async function sendOne(): Promise<boolean> {
    const now = clock();
    const mail = await mails.take(now, new Date(now.getTime() + leaseMs));
    if (mail === undefined) return false;
    try {
      const addressed = await address(mail);
      if (addressed !== undefined) await transport.send(addressed);
      const outcome = addressed === undefined ? 'dropped' : 'sent';
      await mails.finish(mail.id, outcome, clock());
      onResult(outcome);
    } catch (error) {
      await postpone(mail, error);
    }
    return true;
  }

  return async (stop) => {
    const lane = async () => {
      let sent = 0;
      while (!stop.aborted && sent < 50 && (await sendOne())) sent += 1;
      return sent;
    };
    const sent = await Promise.all(Array.from({ length: concurrency }, lane));
    return sent.some((count) => count === 50);
  };
}
