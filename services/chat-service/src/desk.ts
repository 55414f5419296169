import { type AuditClient } from '@ticketlab/service-kit/audit/audit-client';
import { addPendingAudit, createPendingAuditRelay } from '@ticketlab/service-kit/audit/pending-audit';
import type { Kit, Worker } from '@ticketlab/service-kit/kit';
import type { Route } from '@ticketlab/service-kit/http/route';
import { currentContext } from '@ticketlab/service-kit/telemetry/context';
import type { MongoChatStore } from './adapters/mongo-chat-store.ts';
import { cannedReplyRoutes } from './http/canned-reply-routes.ts';
import { deskRoutes } from './http/desk-routes.ts';
import { createCannedReplies } from './usecases/canned-replies.ts';
import type { NotePush } from './usecases/desk-ports.ts';
import type { ChatPush, Contacts, RateLimit } from './usecases/ports.ts';
import { createReadNotes } from './usecases/read-notes.ts';
import { createWriteNote } from './usecases/write-note.ts';

/** The desk of support, put together: notes, canned replies, the queue. Part of service.ts, which sees everything. */
export function createDesk(
  kit: Kit,
  deps: {
    store: MongoChatStore;
    push: ChatPush & NotePush;
    contacts: Contacts;
    rateLimit: RateLimit;
    audit: AuditClient;
    onAuditDue: () => void;
  },
): { routes: Route[]; worker: Worker } {
  const { store, push, contacts, rateLimit, audit, onAuditDue } = deps;
  const { clock, newId } = kit;
  const requestId = () => currentContext()?.requestId ?? null;

  const replies = createCannedReplies({
    ...{ store, newId, clock },
    async onChanged({ action, adminId, reply: { id, title } }) {
      const entry = {
        ...{ id: newId(), at: clock().toISOString(), action, subject: id },
        ...{ actor: `admin:${adminId}`, requestId: requestId(), detail: { title } },
      };
      await addPendingAudit(kit.redis, entry).catch((error: unknown) => {
        kit.log.error({ entry, err: error }, 'not entered into the audit log');
      });
    },
  });
  return {
    routes: [
      ...deskRoutes({
        writeNote: createWriteNote({ store, push, contacts, rateLimit, newId, clock, requestId, onAuditDue }),
        readNotes: createReadNotes(store),
        countQueue: (adminId) => store.countQueue(adminId),
        isSupportOnline: () => push.isSupportOnline(),
      }),
      ...cannedReplyRoutes(replies),
    ],
    worker: createPendingAuditRelay(kit, audit),
  };
}
