import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { AnswersDue, ChatStore, Notifier } from './ports.ts';

const batch = 20;

/**
 * Has customers who were away told of answers, once for all that come in a burst: whoever was told is not told again for
 * `quietMs`, unless they have come back in between. What fails stays due. Resolves to whether there is more to do.
 */
export function createNotifyAnswers(deps: {
  store: ChatStore;
  notifier: Notifier;
  quietMs: number;
  clock: () => Date;
}) {
  const { store, notifier, quietMs, clock } = deps;

  /** A refusal is final: asked again it would hold up all the others. An absence is not. */
  async function tell(message: ChatMessage, customerId: string): Promise<void> {
    try {
      // by the first of them: told by two replicas at once, it is still the same notification
      await notifier.notifyAnswer(message, customerId);
    } catch (error) {
      if (!notifier.isRefusal(error)) throw error;
    }
  }

  async function settle({ conversationId, customerId, notifiedAt, messages }: AnswersDue): Promise<void> {
    const now = clock();
    const [first] = messages;
    const isQuiet = notifiedAt !== null && now.getTime() - notifiedAt.getTime() < quietMs;
    // without a customer its conversation is gone: there is nobody to tell
    const tells = first !== undefined && customerId !== null && !isQuiet;
    if (tells) await tell(first, customerId);
    await store.markNotified(
      conversationId,
      messages.map(({ id }) => id),
      tells ? now : null,
    );
  }

  return async (): Promise<boolean> => {
    const due = await store.listToNotify(batch);
    for (const answers of due) await settle(answers);
    return due.reduce((count, { messages }) => count + messages.length, 0) === batch;
  };
}
