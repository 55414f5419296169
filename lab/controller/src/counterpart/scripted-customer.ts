import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ChatMessage,
  type Conversation,
  conversationSchema,
  messagePageSchema,
} from '@ticketlab/contracts/http/chat';
import { type ChatPerson, stayInChat } from './chat-person.ts';
import type { SideDeps } from './side-deps.ts';
import { type CustomerScript, customerScripts } from './scripts.ts';
import { createTalker } from './talker.ts';

const account = {
  email: 'connie@ticketlab.example',
  password: 'counterpart-of-the-lab',
  displayName: 'Connie Counterpart',
};
const mostConversations = 5;

/** One conversation at a time, each about something else; the next begins a while after support has closed the last. */
interface Talk {
  id: string;
  script: CustomerScript;
  questions: number;
  statements: number;
  /** the last message of support that was answered */
  answeredSeq: number;
  isOver: boolean;
}

/** Writes to support about something, and answers until there is no more to say. */
export function runScriptedCustomer({ gatewayUrl, pauses, signal, counts, onProblem }: SideDeps): Promise<void> {
  let talk: Talk | undefined;
  let begun = 0;

  async function begin(person: ChatPerson): Promise<void> {
    const script = customerScripts[begun % customerScripts.length];
    if (script === undefined || begun === mostConversations) return;
    begun += 1;
    const body = { subject: script.subject, text: script.opening, clientMessageId: randomUUID() };
    const { id } = await person.post('/api/chat/conversations', body, conversationSchema);
    counts.conversations += 1;
    counts.messages += 1;
    talk = { id, script, questions: 0, statements: 0, answeredSeq: 0, isOver: false };
    await person.asking.emitWithAck('conversation:join', id);
  }

  const talker = createTalker({
    pauses,
    signal,
    onSaid: () => (counts.messages += 1),
    answer: (id, heard) => {
      const last = heard.at(-1);
      if (talk?.id !== id || last === undefined || talk.isOver) return Promise.resolve(null);
      talk.answeredSeq = last.seq;
      return Promise.resolve({ text: nextLine(talk, last.text) });
    },
  });

  function hear(person: ChatPerson, message: ChatMessage): void {
    const isNew = message.conversationId === talk?.id && message.seq > talk.answeredSeq;
    if (isNew && message.senderRole === 'ADMIN') talker.hear(person, message);
  }

  async function goOn(person: ChatPerson, { id, status }: Conversation): Promise<void> {
    if (id !== talk?.id || status === 'open') return;
    talk = undefined;
    await wait(pauses.think * 10, undefined, { signal });
    await begin(person);
  }

  return stayInChat(
    {
      ...{ gatewayUrl, account, signal, onProblem },
      async onConnected(person) {
        if (talk === undefined) return begin(person);
        await person.asking.emitWithAck('conversation:join', talk.id);
        const path = `/api/chat/conversations/${talk.id}/messages?afterSeq=${talk.answeredSeq}`;
        for (const message of (await person.get(path, messagePageSchema)).items) hear(person, message);
      },
    },
    (person) => {
      person.socket.on('message', (message) => hear(person, message));
      person.socket.on('conversation', (conversation) => {
        goOn(person, conversation).catch(() => undefined);
      });
    },
  );
}

/** Questions are answered as questions; whoever asks more than the script knows is told goodbye, once. */
function nextLine(talk: Talk, heard: string): string {
  const { script } = talk;
  const isQuestion = heard.includes('?');
  const line = isQuestion ? script.toQuestions[talk.questions++] : script.toStatements[talk.statements++];
  if (line !== undefined) return line;
  talk.isOver = true;
  return script.farewell;
}
