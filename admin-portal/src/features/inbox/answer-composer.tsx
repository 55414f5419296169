import { Text } from '@mantine/core';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import { useChat } from '@ticketlab/ui/chat/chat-provider.tsx';
import { Composer } from '@ticketlab/ui/chat/composer.tsx';
import { useDraft } from '@ticketlab/ui/chat/use-draft.ts';
import { useRef } from 'react';
import { CannedReplies } from './canned-replies.tsx';

export function AnswerComposer(props: { conversation: Conversation; onInput: () => void; onStop: () => void }) {
  const { conversation, onInput, onStop } = props;
  const { outbox, userId } = useChat();
  const [text, setText] = useDraft(`ticketlab-draft-${userId}-${conversation.id}`);
  const field = useRef<HTMLTextAreaElement>(null);
  if (conversation.status === 'closed') {
    return (
      <Text size="sm">This conversation is closed. Reopen it to answer; what the customer writes does so, too.</Text>
    );
  }
  return (
    <Composer
      label={`Answer to ${conversation.customerName}`}
      placeholder="Write an answer"
      field={field}
      text={text}
      onText={setText}
      onInput={onInput}
      onBlur={onStop}
      onSend={(answer) => {
        onStop();
        setText('');
        outbox.add({ conversationId: conversation.id, text: answer });
      }}
      tools={
        <CannedReplies
          onInsert={(reply) => {
            setText(text.trim() === '' ? reply : `${text.trimEnd()}\n\n${reply}`);
            field.current?.focus();
          }}
        />
      }
    />
  );
}
