import { ConflictError, NotFoundError } from '../domain/errors.ts';
import { toMailText } from '../domain/mail.ts';
import type { AttendanceStore, AuditLog, MailQueue, NotificationStore } from './ports.ts';

const minuteMs = 60_000;

/** Queues the mail with the tickets of an order once more. @throws {NotFoundError | ConflictError} */
export type ResendTickets = (request: { orderId: string; adminId: string; requestId: string | null }) => Promise<void>;

/**
 * The mail says what it said when the tickets were issued, as long as that notification is kept; then only where they are.
 * `limit` refuses an order whose mail has just been asked for.
 */
export function createResendTickets(deps: {
  attendances: Pick<AttendanceStore, 'find'>;
  notifications: Pick<NotificationStore, 'findAbout'>;
  mails: Pick<MailQueue, 'add'>;
  audit: Pick<AuditLog, 'append'>;
  limit: (orderId: string) => Promise<void>;
  portalUrl: string;
  newId: () => string;
  clock: () => Date;
  wakeMailer: () => void;
}): ResendTickets {
  const { attendances, notifications, mails, audit, limit, portalUrl, newId, clock, wakeMailer } = deps;

  return async ({ orderId, adminId, requestId }) => {
    const attendance = await attendances.find(orderId);
    if (attendance === undefined) throw new NotFoundError('confirmed order', orderId);
    if (attendance.until !== null) throw new ConflictError('This order was refunded: its tickets are void.');
    await limit(orderId);
    const { userId } = attendance;
    const now = clock();
    const link = `/orders/${orderId}`;
    const told = await notifications.findAbout(userId, 'tickets-issued', link);
    const { title, body } = told ?? { title: 'Your tickets', body: 'Show the code at the door.' };
    // first, as everything that no event tells of
    await audit.append({
      ...{ id: newId(), at: now.toISOString(), actor: `admin:${adminId}`, action: 'notification.tickets-resent' },
      ...{ subject: orderId, service: 'notification-service', requestId, detail: { userId } },
    });
    // without Redis nobody counts, but one id is one mail
    const id = `resend:${orderId}:${Math.floor(now.getTime() / minuteMs)}`;
    await mails.add([{ id, userId, to: null, subject: title, text: toMailText({ body, link }, portalUrl) }], now);
    wakeMailer();
  };
}
