import type { Model } from 'mongoose';
import { toWords } from '../domain/search-words.ts';
import type { ConversationDocument } from './chat-documents.ts';

/** Of a conversation's words, the first thousand different ones can be looked for. */
const mostWords = 1_000;

export async function addWords(
  conversations: Model<ConversationDocument>,
  conversationId: string,
  text: string,
): Promise<void> {
  await conversations.updateOne(
    { _id: conversationId, [`words.${mostWords - 1}`]: { $exists: false } },
    { $addToSet: { words: { $each: toWords(text) } } },
  );
}

/** All of the words, each as the beginning of one that is there. They hold letters and digits only, so nothing to escape. */
export function toWordsFilter([first, ...others]: string[]): object {
  if (first === undefined) return {};
  const begins = (word: string) => ({ $regex: `^${word}` });
  const further = others.map((word) => ({ words: begins(word) }));
  return { words: begins(first), ...(further.length === 0 ? {} : { $and: further }) };
}
