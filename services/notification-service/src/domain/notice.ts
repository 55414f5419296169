import type { Notification } from '@ticketlab/contracts/http/notifications';

/** What is to be told, before it is known to whom and stored for each. */
export interface Notice {
  /** What causes it: an event's id, a broadcast's, a request's. One cause reaches a person once. */
  source: string;
  kind: Notification['kind'];
  title: string;
  body: string;
  /** Path within the portal. */
  link: string | null;
  /** Also by e-mail. */
  email: boolean;
}

/** A notice for one person. */
export interface PersonalNotice extends Notice {
  userId: string;
}

/** A stored notification; `delivered` once a connection has acknowledged it. */
export interface StoredNotification extends Notification {
  userId: string;
  source: string;
  delivered: boolean;
}

export function toNotification({ id, kind, title, body, link, read, createdAt }: StoredNotification): Notification {
  return { id, kind, title, body, link, read, createdAt };
}
