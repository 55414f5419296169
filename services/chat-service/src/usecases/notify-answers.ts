import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { ChatStore, Notifier } from './ports.ts';

const batch = 20;

/** Has customers who were away told of answers; what fails stays due. Resolves to whether there is more to do. */
export function createNotifyAnswers(store: ChatStore, notifier: Notifier) {
  /** A refusal is final: asked again it would hold up all the others. An absence is not. */
  async function tell(message: ChatMessage, customerId: string): Promise<void> {
    try {
      await notifier.notifyAnswer(message, customerId);
    } catch (error) {
      if (!notifier.isRefusal(error)) throw error;
    }
  }

  return async (): Promise<boolean> => {
    const due = await store.listToNotify(batch);
    for (const { message, customerId } of due) {
      // its conversation is gone: there is nobody to tell
      if (customerId !== null) await tell(message, customerId);
      await store.markNotified(message.id);
    }
    return due.length === batch;
  };
}
