import type { QueueStore } from '../usecases/desk-ports.ts';
import type { ChatModels } from './chat-models.ts';
import { someoneWaits } from './mongo-conversation-store.ts';

/** More than that nobody needs to know exactly, and counting on would only take time. */
const most = 1_000;

export function createQueueStore({ conversations }: ChatModels): QueueStore {
  const count = (filter: object) => conversations.countDocuments(filter, { limit: most });
  return {
    async countQueue(adminId) {
      const [unassigned, mine, others, waiting, closed] = await Promise.all([
        count({ status: 'open', assigneeId: null }),
        count({ status: 'open', assigneeId: adminId }),
        count({ status: 'open', assigneeId: { $nin: [null, adminId] } }),
        count(someoneWaits),
        count({ status: 'closed' }),
      ]);
      return { unassigned, mine, others, waiting, closed };
    },
  };
}
