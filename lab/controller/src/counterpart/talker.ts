import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { ChatPerson } from './chat-person.ts';

/** How long people take, in milliseconds. */
export interface Pauses {
  think: number;
  /** For each character of an answer. */
  type: number;
  mostTyping: number;
}

export const humanPauses: Pauses = { think: 1_500, type: 35, mostTyping: 4_000 };

/**
 * Receives, reads, thinks, types and answers: one answer to all that came meanwhile. `answer` gets them oldest first and
 * says nothing with null; what it does after the answer is sent, it returns as `afterwards`.
 */
export function createTalker(deps: {
  pauses: Pauses;
  signal: AbortSignal;
  answer: (
    conversationId: string,
    heard: ChatMessage[],
  ) => Promise<{ text: string; afterwards?: () => Promise<void> } | null>;
  onSaid: () => void;
}) {
  const { pauses, signal, answer, onSaid } = deps;
  const heard = new Map<string, ChatMessage[]>();

  async function respond({ socket, asking }: ChatPerson, conversationId: string): Promise<void> {
    for (let before = -1; before !== heard.get(conversationId)?.length;) {
      before = heard.get(conversationId)?.length ?? 0;
      await wait(pauses.think, undefined, { signal });
    }
    const messages = heard.get(conversationId) ?? [];
    heard.delete(conversationId);
    const upToSeq = Math.max(...messages.map(({ seq }) => seq));
    await asking.emitWithAck('conversation:join', conversationId);
    await asking.emitWithAck('receipt', { conversationId, upToSeq, kind: 'read' });
    const said = await answer(conversationId, messages);
    if (said === null) return;
    socket.emit('typing', { conversationId, typing: true });
    await wait(Math.min(pauses.mostTyping, said.text.length * pauses.type), undefined, { signal });
    socket.emit('typing', { conversationId, typing: false });
    const message = { conversationId, text: said.text, clientMessageId: randomUUID() };
    const { ok } = (await asking.emitWithAck('message:send', message)) as { ok: boolean };
    if (!ok) return;
    onSaid();
    await said.afterwards?.();
  }

  return {
    /** What was heard before, as after an interruption, is answered as well, once. */
    hear(person: ChatPerson, message: ChatMessage): void {
      const { conversationId, seq } = message;
      const waiting = heard.get(conversationId);
      if (waiting?.some((known) => known.seq === seq) === true) return;
      person.socket.emit('receipt', { conversationId, upToSeq: seq, kind: 'delivered' }, () => undefined);
      if (waiting !== undefined) {
        waiting.push(message);
        return;
      }
      heard.set(conversationId, [message]);
      // an interruption loses the answer, not the question: connecting again hears it once more
      respond(person, conversationId).catch(() => heard.delete(conversationId));
    },
  };
}
