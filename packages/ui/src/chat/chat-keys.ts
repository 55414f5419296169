/** Of what the query cache holds of the chat. */
export const chatKeys = {
  all: ['chat'],
  conversations: ['chat', 'conversations'],
  conversation: (id: string) => ['chat', 'conversation', id],
  notes: (id: string) => ['chat', 'notes', id],
  queue: ['chat', 'queue'],
  support: ['chat', 'support'],
  cannedReplies: ['chat', 'canned-replies'],
};
