/** An e-mail as it is handed over for sending. */
export interface OutgoingMail {
  /** One id is one mail, however often it is handed over. */
  id: string;
  to: string;
  subject: string;
  text: string;
}

/** A mail in the queue. Its address is either known (`to`) or asked from user-service when it is sent (`userId`). */
export interface QueuedMail {
  id: string;
  userId: string | null;
  to: string | null;
  subject: string;
  text: string;
  /** How often it was tried before. */
  attempts: number;
  createdAt: Date;
}

export type NewMail = Omit<QueuedMail, 'attempts' | 'createdAt'>;

/** What the mail of a notice says below the greeting. */
export function toMailText(notice: { body: string; link: string | null }, portalUrl: string): string {
  return notice.link === null ? notice.body : `${notice.body}\n\n${portalUrl}${notice.link}`;
}

export function greet(displayName: string, text: string): string {
  return `Hello ${displayName},\n\n${text}\n\nTicketlab\n`;
}

const firstRetryMs = 5_000;
const longestRetryMs = 900_000;

/** When a mail that failed for the `attempts`th time is tried again: 5 s, doubling, at most 15 min. */
export function nextTry(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(longestRetryMs, firstRetryMs * 2 ** (attempts - 1)));
}
