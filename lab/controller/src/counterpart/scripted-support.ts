import {
  type ChatMessage,
  conversationPageSchema,
  conversationSchema,
  messagePageSchema,
} from '@ticketlab/contracts/http/chat';
import { demoAccounts } from '../../../runtimes/local/accounts.ts';
import { type ChatPerson, stayInChat } from './chat-person.ts';
import type { SideDeps } from './side-deps.ts';
import { supportLines } from './scripts.ts';
import { createTalker } from './talker.ts';

const mostAnswers = 12;
const mostWaiting = 5;
const base = '/api/chat/conversations';

/** Takes what nobody has taken, and answers it: never what another admin is at. */
export function runScriptedSupport({ gatewayUrl, pauses, signal, counts, onProblem }: SideDeps): Promise<void> {
  const answers = new Map<string, number>();
  let me: ChatPerson | undefined;

  /** Whether the conversation is this one's to answer. */
  async function take(person: ChatPerson, id: string): Promise<boolean> {
    const { status, assigneeId } = await person.get(`${base}/${id}`, conversationSchema);
    if (status === 'closed') return false;
    if (assigneeId !== null) return assigneeId === person.userId() && answers.has(id);
    const body = { adminId: person.userId(), expectedAdminId: null };
    await person.post(`${base}/${id}/assign`, body, conversationSchema);
    counts.conversations += 1;
    answers.set(id, 0);
    return true;
  }

  const talker = createTalker({
    pauses,
    signal,
    onSaid: () => (counts.messages += 1),
    async answer(id, heard) {
      const person = me;
      if (person === undefined || !(await take(person, id))) return null;
      const given = answers.get(id) ?? 0;
      answers.set(id, given + 1);
      const isOver = given > 1 && heard.some(({ text }) => supportLines.thanks.test(text));
      if (!isOver && given < mostAnswers) return { text: lineAfter(given) };
      const close = async () => {
        await person.post(`${base}/${id}/close`, undefined, conversationSchema);
      };
      return { text: supportLines.goodbye, afterwards: close };
    },
  });

  async function lookAround(person: ChatPerson): Promise<void> {
    me = person;
    const waiting = await person.get(`${base}?sort=waiting&status=open&limit=${mostWaiting}`, conversationPageSchema);
    for (const { id, lastSeq } of waiting.items) {
      const path = `${base}/${id}/messages?afterSeq=${Math.max(0, lastSeq - 1)}`;
      for (const message of (await person.get(path, messagePageSchema)).items) hear(person, message);
    }
  }

  function hear(person: ChatPerson, message: ChatMessage): void {
    if (message.senderRole === 'USER') talker.hear(person, message);
  }

  return stayInChat(
    { ...{ gatewayUrl, signal, onProblem }, account: demoAccounts.admin, onConnected: lookAround },
    (person) => person.socket.on('message', (message) => hear(person, message)),
  );
}

function lineAfter(given: number): string {
  if (given === 0) return supportLines.greeting;
  return supportLines.answers[(given - 1) % supportLines.answers.length] ?? supportLines.greeting;
}
