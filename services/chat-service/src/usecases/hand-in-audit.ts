import type { AuditRecord } from '@ticketlab/contracts/internal/notifications';
import type { AuditLog, ChatStore } from './ports.ts';

const batch = 20;

/** Hands what admins did over to the audit log; what fails stays due. Resolves to whether there is more to do. */
export function createHandInAudit(store: ChatStore, auditLog: AuditLog, onRefused: (entry: AuditRecord) => void) {
  async function record(entry: AuditRecord): Promise<void> {
    try {
      await auditLog.record(entry);
    } catch (error) {
      if (!auditLog.isRefusal(error)) throw error;
      onRefused(entry);
    }
  }

  return async (): Promise<boolean> => {
    const due = await store.listUnrecorded(batch);
    for (const { conversationId, entries } of due) {
      for (const entry of entries) {
        await record(entry);
        await store.markRecorded(conversationId, entry.id);
      }
    }
    return due.length === batch;
  };
}
