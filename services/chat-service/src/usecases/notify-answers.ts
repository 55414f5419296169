import type { ChatStore, Notifier } from './ports.ts';

const batch = 20;

/** Has customers who were away told of answers; what fails stays due. Resolves to whether there is more to do. */
export function createNotifyAnswers(store: ChatStore, notifier: Notifier) {
  return async (): Promise<boolean> => {
    const due = await store.listToNotify(batch);
    for (const { message, customerId } of due) {
      await notifier.notifyAnswer(message, customerId);
      await store.markNotified(message.id);
    }
    return due.length === batch;
  };
}
