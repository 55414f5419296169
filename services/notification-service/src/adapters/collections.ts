import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import type { SweepRule } from '@ticketlab/service-kit/mongo/sweeper';
import type mongoose from 'mongoose';
import type { Fanout } from '../domain/fanout.ts';
import type { KnownEvent } from '../domain/event-changes.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { StoredNotification } from '../domain/notice.ts';
import type { QueuedMail } from '../domain/mail.ts';
import type { NotificationConfig } from '../config.ts';
import { createGuard } from './guarded-store.ts';

export interface NotificationDocument extends Omit<StoredNotification, 'id' | 'createdAt' | 'delivered'> {
  _id: string;
  createdAt: Date;
  /** When a connection acknowledged it, or its reader opened it. */
  deliveredAt: Date | null;
}

export interface MailDocument extends Omit<QueuedMail, 'id'> {
  _id: string;
  state: 'pending' | 'sent' | 'dropped' | 'failed';
  dueAt: Date;
  finishedAt: Date | null;
}

export interface FanoutDocument extends Omit<Fanout, 'id'> {
  _id: string;
  /** Who asked and their Idempotency-Key; left out where there is none. */
  key?: string;
  createdAt: Date;
  leaseUntil: Date;
}

export interface AuditDocument extends Omit<AuditEntry, 'id' | 'at' | 'detail'> {
  _id: string;
  at: Date;
  /** As JSON text, because field names of event data are not ours to restrict. */
  detail: string;
}

export interface AttendanceDocument {
  _id: string;
  eventId: string;
  userId: string;
  until: Date | null;
  version: number;
  changedAt: Date;
}

export interface EventDocument extends Omit<KnownEvent, 'id'> {
  _id: string;
  changedAt: Date;
}

export interface ErasureDocument {
  _id: string;
  at: Date;
}

/** Every query of the stores, and every rule of retention, has its index here; ids are unique by themselves. */
const indexes = {
  notifications: [
    { key: { userId: 1, source: 1 }, unique: true },
    { key: { userId: 1, _id: 1 } },
    { key: { userId: 1, read: 1, _id: 1 } },
    { key: { userId: 1, deliveredAt: 1, _id: 1 } },
    { key: { createdAt: 1 } },
  ],
  mails: [{ key: { state: 1, dueAt: 1 } }, { key: { userId: 1, createdAt: 1 } }, { key: { createdAt: 1 } }],
  fanouts: [
    { key: { state: 1, leaseUntil: 1 } },
    { key: { key: 1 }, unique: true, sparse: true },
    { key: { createdAt: 1 } },
  ],
  audit: [
    { key: { actor: 1, _id: -1 } },
    { key: { subject: 1, _id: -1 } },
    { key: { action: 1, _id: -1 } },
    { key: { at: 1 } },
  ],
  attendances: [{ key: { eventId: 1, userId: 1 } }, { key: { userId: 1 } }, { key: { changedAt: 1 } }],
  events: [{ key: { changedAt: 1 } }],
  erasures: [{ key: { at: 1 } }],
} as const satisfies Record<string, readonly mongoose.mongo.IndexDescription[]>;

/** What goes when it is how old. */
export function retentionRules(config: NotificationConfig): SweepRule[] {
  return [
    { collection: 'notifications', field: 'createdAt', hours: config.NOTIFICATION_RETENTION_HOURS },
    { collection: 'audit', field: 'at', hours: config.AUDIT_RETENTION_HOURS },
    { collection: 'mails', field: 'createdAt', hours: config.MAIL_RETENTION_HOURS },
    { collection: 'fanouts', field: 'createdAt', hours: config.MAIL_RETENTION_HOURS },
    { collection: 'erasures', field: 'at', hours: config.MAIL_RETENTION_HOURS },
    { collection: 'attendances', field: 'changedAt', hours: config.ATTENDANCE_RETENTION_HOURS },
    { collection: 'events', field: 'changedAt', hours: config.ATTENDANCE_RETENTION_HOURS },
  ];
}

export type Collections = ReturnType<typeof openCollections>;

/** The service's collections. `indexed` resolves once all indexes exist; wait for it before what relies on a unique key. */
export function openCollections({ connection }: Pick<Mongo, 'connection'>) {
  let creating: Promise<void> | undefined;

  async function createIndexes(): Promise<void> {
    for (const [name, wanted] of Object.entries(indexes)) {
      await connection.collection(name).createIndexes(wanted.map((index) => ({ ...index })));
    }
  }

  return {
    notifications: connection.collection<NotificationDocument>('notifications'),
    mails: connection.collection<MailDocument>('mails'),
    fanouts: connection.collection<FanoutDocument>('fanouts'),
    audit: connection.collection<AuditDocument>('audit'),
    attendances: connection.collection<AttendanceDocument>('attendances'),
    events: connection.collection<EventDocument>('events'),
    erasures: connection.collection<ErasureDocument>('erasures'),
    guarded: createGuard({ connection }),
    indexed: async (): Promise<void> => {
      creating ??= createIndexes();
      try {
        await creating;
      } catch (error) {
        creating = undefined;
        throw error;
      }
    },
  };
}
