import { SegmentedControl, Text } from '@mantine/core';
import type { Conversation } from '@ticketlab/contracts/http/chat';
import chat from '@ticketlab/ui/chat/chat.module.css';
import { useChat, useWaitingMessages } from '@ticketlab/ui/chat/chat-provider.tsx';
import { toEntries } from '@ticketlab/ui/chat/entries.ts';
import { MessageList, type NameOf } from '@ticketlab/ui/chat/message-list.tsx';
import { useReadReceipts } from '@ticketlab/ui/chat/use-receipts.ts';
import { useThread } from '@ticketlab/ui/chat/use-thread.ts';
import { useTyping } from '@ticketlab/ui/chat/use-typing.ts';
import { useState } from 'react';
import { AnswerComposer } from './answer-composer.tsx';
import { NoteComposer } from './note-composer.tsx';
import { useAdmins } from './use-admins.ts';
import { useNotes } from './use-notes.ts';

/** The thread with the notes of all admins, and where to write either. */
export function Desk({ conversation }: { conversation: Conversation }) {
  const { id, customerId, customerName } = conversation;
  const { userId } = useChat();
  const admins = useAdmins();
  const { thread, state } = useThread(id);
  const waiting = useWaitingMessages(id);
  const notes = useNotes(id);
  const { typing, onInput, onStop } = useTyping(id);
  const [mode, setMode] = useState<'answer' | 'note'>('answer');
  useReadReceipts(id, state.messages);
  const nameOf: NameOf = ({ senderId }) => {
    if (senderId === userId) return 'You';
    return senderId === customerId ? customerName : (admins.get(senderId)?.displayName ?? 'Support');
  };
  const typingNames = typing.map((senderId) => nameOf({ senderId, senderRole: 'USER' }));
  return (
    <div className={chat['thread']}>
      <MessageList
        state={state}
        entries={toEntries({ messages: state.messages, waiting, notes })}
        nameOf={nameOf}
        onOlder={() => void thread.loadOlder()}
        onRetry={() => void thread.refresh()}
      />
      <Text className={chat['typing'] ?? ''} role="status" component="div">
        {typingNames.length > 0 && `${typingNames.join(' and ')} ${typingNames.length === 1 ? 'is' : 'are'} typing …`}
      </Text>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label="What to write"
        value={mode}
        onChange={setMode}
        data={[
          { value: 'answer', label: 'Answer' },
          { value: 'note', label: 'Internal note' },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      {mode === 'answer' ? (
        <AnswerComposer conversation={conversation} onInput={onInput} onStop={onStop} />
      ) : (
        <NoteComposer conversationId={id} />
      )}
    </div>
  );
}
