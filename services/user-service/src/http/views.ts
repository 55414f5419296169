import type { sessionSchema, userExportSchema, User as UserView } from '@ticketlab/contracts/http/users';
import type { UpstreamName } from '@ticketlab/contracts/services';
import type { z } from 'zod';
import type { User } from '../domain/user.ts';
import type { PersonalData } from '../usecases/export-data.ts';
import type { Session } from '../usecases/ports.ts';

export function toUserView(user: User): UserView {
  return {
    id: user.id,
    email: user.email,
    displayName: user.displayName,
    role: user.role,
    locked: user.locked,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
  };
}

export function toSessionView(session: Session, currentId: string | null): z.output<typeof sessionSchema> {
  return {
    id: session.id,
    portal: session.portal,
    userAgent: session.userAgent,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    current: session.id === currentId,
  };
}

/** Records whose kind has a field of its own go there; all others into `further`, so that nothing is left out. */
export function toExportView(data: PersonalData, currentSession: string): z.output<typeof userExportSchema> {
  const fields = {
    orders: 'order',
    payments: 'payment',
    tickets: 'ticket',
    notifications: 'notification',
    conversations: 'chat',
  } as const;
  const further: Record<string, unknown[]> = {};
  for (const [service, records] of data.records) {
    for (const [kind, items] of Object.entries(records)) {
      if (Object.hasOwn(fields, kind) && `${fields[kind as keyof typeof fields]}-service` === service) continue;
      if (items.length > 0) further[`${service}/${kind}`] = items;
    }
  }
  const own = (service: UpstreamName, kind: string) => data.records.get(service)?.[kind] ?? [];
  return {
    exportedAt: data.exportedAt.toISOString(),
    user: toUserView(data.user),
    sessions: data.sessions.map((session) => toSessionView(session, currentSession)),
    orders: own('order-service', 'orders'),
    payments: own('payment-service', 'payments'),
    tickets: own('ticket-service', 'tickets'),
    notifications: own('notification-service', 'notifications'),
    conversations: own('chat-service', 'conversations'),
    further,
    incomplete: data.incomplete,
  };
}
