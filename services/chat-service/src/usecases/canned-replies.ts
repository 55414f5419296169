import type { CannedReply } from '@ticketlab/contracts/http/chat-desk';
import { refuse } from '../domain/errors.ts';
import type { CannedReplyStore } from './desk-ports.ts';

const most = 200;

type Wording = Pick<CannedReply, 'title' | 'text'>;

/** What admins need not type again and again. `onChanged` tells the audit log. */
export function createCannedReplies(deps: {
  store: CannedReplyStore;
  newId: () => string;
  clock: () => Date;
  onChanged: (act: { action: string; adminId: string; reply: CannedReply }) => Promise<void>;
}) {
  const { store, newId, clock, onChanged } = deps;
  const unknown = () => refuse('not-found', 'There is no such canned reply.');
  const titleUsed = () => refuse('conflict', 'There is a canned reply with this title already.');
  const toReply = (id: string, { title, text }: Wording, adminId: string): CannedReply => ({
    ...{ id, title, text },
    updatedAt: clock().toISOString(),
    updatedBy: adminId,
  });

  return {
    list: () => store.listReplies(),
    async add(wording: Wording, adminId: string): Promise<CannedReply> {
      if ((await store.countReplies()) >= most)
        refuse('conflict', `There are ${most} canned replies; remove one first.`);
      const reply = toReply(newId(), wording, adminId);
      if (!(await store.addReply(reply))) return titleUsed();
      await onChanged({ action: 'chat.canned-reply-added', adminId, reply });
      return reply;
    },
    async change(id: string, wording: Wording, adminId: string): Promise<CannedReply> {
      const reply = toReply(id, wording, adminId);
      const outcome = await store.changeReply(reply);
      if (outcome === undefined) return unknown();
      if (outcome === 'title-used') return titleUsed();
      await onChanged({ action: 'chat.canned-reply-changed', adminId, reply });
      return reply;
    },
    async remove(id: string, adminId: string): Promise<void> {
      const reply = await store.removeReply(id);
      if (reply === undefined) return unknown();
      await onChanged({ action: 'chat.canned-reply-removed', adminId, reply });
    },
  };
}

export type CannedReplies = ReturnType<typeof createCannedReplies>;
