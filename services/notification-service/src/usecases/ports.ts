import type { Notification } from '@ticketlab/contracts/http/notifications';
import type { AvailabilityPush } from '@ticketlab/contracts/sockets/notifications';
import type { AuditEntry } from '../domain/audit.ts';
import type { KnownEvent } from '../domain/event-changes.ts';
import type { Audience, Fanout, NewFanout } from '../domain/fanout.ts';
import type { NewMail, OutgoingMail, QueuedMail } from '../domain/mail.ts';
import type { PersonalNotice, StoredNotification } from '../domain/notice.ts';

// Every method of every store fails with `DependencyError` when MongoDB is away.

export interface NotificationStore {
  /** Stores each notice once per source and person; resolves to the new ones, those stored before are left as they are. */
  insert(notices: PersonalNotice[], now: Date): Promise<StoredNotification[]>;
  /** What these people got from that source and no connection has acknowledged. */
  undelivered(source: string, userIds: string[]): Promise<StoredNotification[]>;
  /** What nobody has acknowledged, created after `since`, oldest first per person. */
  undeliveredSince(userIds: string[], since: Date): Promise<StoredNotification[]>;
  /** Newest first, below `before` and above `after`. */
  list(
    userId: string,
    query: { unread?: boolean; before?: string; after?: string; limit: number },
  ): Promise<StoredNotification[]>;
  /** Oldest first, above `after`. */
  listAfter(userId: string, query: { after: string; unread?: boolean; limit: number }): Promise<StoredNotification[]>;
  /** The newest of a kind with that link. */
  findAbout(userId: string, kind: Notification['kind'], link: string): Promise<StoredNotification | undefined>;
  /** The newest ones that nobody has acknowledged, oldest first. */
  listUndelivered(userId: string, limit: number): Promise<StoredNotification[]>;
  countUnread(userId: string): Promise<number>;
  /** People without unread ones are missing. */
  countUnreadOf(userIds: string[]): Promise<Map<string, number>>;
  markDelivered(ids: string[], now: Date): Promise<void>;
  /** Undefined when this person has no such notification. */
  markRead(userId: string, id: string, now: Date): Promise<StoredNotification | undefined>;
  markAllRead(userId: string, now: Date): Promise<void>;
  removeOf(userId: string): Promise<void>;
  export(userId: string): Promise<Notification[]>;
}

export interface MailQueue {
  /** Queues each mail once per id. */
  add(mails: NewMail[], now: Date): Promise<void>;
  /** Takes a due mail; nobody else gets it until `leaseUntil`. */
  take(now: Date, leaseUntil: Date): Promise<QueuedMail | undefined>;
  /** Sent, or not to be sent any more. Address and text are forgotten. */
  finish(id: string, outcome: 'sent' | 'dropped' | 'failed', now: Date): Promise<void>;
  postpone(id: string, until: Date): Promise<void>;
  countFailed(): Promise<number>;
  countPending(): Promise<number>;
  idsOf(userId: string): Promise<string[]>;
  removeOf(userId: string): Promise<void>;
  export(userId: string): Promise<{ subject: string; state: string; createdAt: string }[]>;
}

export interface FanoutStore {
  /** Adds it unless there is one with its id, or with this key of this person; resolves to the one there is. */
  add(fanout: NewFanout, key: string | null, now: Date): Promise<Fanout>;
  find(id: string): Promise<Fanout | undefined>;
  findByKey(key: string): Promise<Fanout | undefined>;
  take(now: Date, leaseUntil: Date): Promise<Fanout | undefined>;
  /** Notes a page as told; false when somebody else has gone on from there already. `next` null: that was the last one. */
  advance(fanout: Fanout, page: { recipients: number; next: string | null; leaseUntil: Date }): Promise<boolean>;
}

export interface RecipientPage {
  ids: string[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

/** Fails with an upstream error while user-service cannot be asked. */
export interface UserDirectory {
  page(role: 'USER' | 'ADMIN' | null, after: string | null, limit: number): Promise<RecipientPage>;
  /** Undefined: erased, or never there. */
  contact(userId: string): Promise<{ email: string; displayName: string } | undefined>;
}

/** The tickets of one order; `until` null while they are held. */
export interface Attendance {
  orderId: string;
  eventId: string;
  userId: string;
  until: Date | null;
  /** Of the order's events. */
  version: number;
}

/** Who holds tickets for what, learned from order-events; and what is known of the events. */
export interface AttendanceStore {
  /** The order's state as of that version; an older version changes nothing. */
  record(order: Attendance): Promise<void>;
  find(orderId: string): Promise<Attendance | undefined>;
  /** Who held tickets at that time, by id. */
  holders(eventId: string, at: Date, after: string | null, limit: number): Promise<RecipientPage>;
  removeOfEvent(eventId: string): Promise<void>;
  removeOf(userId: string): Promise<void>;
  export(userId: string): Promise<{ orderId: string; eventId: string }[]>;
  findEvent(eventId: string): Promise<KnownEvent | undefined>;
  /** An older version changes nothing. */
  putEvent(event: KnownEvent): Promise<void>;
  removeEvent(eventId: string): Promise<void>;
}

export interface AuditLog {
  /** Adds the entry once per id. Entries never change. */
  append(entry: AuditEntry): Promise<void>;
  list(query: {
    actor?: string | undefined;
    subject?: string | undefined;
    action?: string | undefined;
    from?: Date | undefined;
    to?: Date | undefined;
    before?: string | undefined;
    limit: number;
  }): Promise<AuditEntry[]>;
  export(userId: string): Promise<AuditEntry[]>;
}

export interface ErasureStore {
  record(userId: string, now: Date): Promise<void>;
  /** Those of the people whose accounts are gone. */
  erasedOf(userIds: string[]): Promise<Set<string>>;
}

/** Fails when the mail was not accepted; it may have been accepted nevertheless. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>;
  /** Removes what is still here of mails sent before to whoever got these, by id. */
  removeOf(mailIds: string[]): Promise<void>;
}

export interface Delivery {
  userId: string;
  notification: Notification;
}

/** To connected clients on any replica. Never fails: what does not arrive is delivered on reconnect. */
export interface Push {
  /** Each replica counts anew what its people have not read, and tells them a moment later. */
  deliver(deliveries: Delivery[]): void;
  unread(userId: string, unread: number): void;
  availability(push: AvailabilityPush): void;
  disconnect(userId: string): void;
}

export type FindAudience = (audience: Audience, after: string | null, limit: number) => Promise<RecipientPage>;
