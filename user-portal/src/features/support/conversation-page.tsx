import { ActionIcon, Alert, Group, Skeleton, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import chat from '@ticketlab/ui/chat/chat.module.css';
import { useChat, useWaitingMessages } from '@ticketlab/ui/chat/chat-provider.tsx';
import { Composer } from '@ticketlab/ui/chat/composer.tsx';
import { toEntries } from '@ticketlab/ui/chat/entries.ts';
import { MessageList, type NameOf } from '@ticketlab/ui/chat/message-list.tsx';
import { useConversation } from '@ticketlab/ui/chat/use-conversations.ts';
import { useDraft } from '@ticketlab/ui/chat/use-draft.ts';
import { useReadReceipts } from '@ticketlab/ui/chat/use-receipts.ts';
import { useThread } from '@ticketlab/ui/chat/use-thread.ts';
import { useTyping } from '@ticketlab/ui/chat/use-typing.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { Link, useParams } from 'react-router';
import { SupportPresence } from './support-presence.tsx';

const nameOf: NameOf = ({ senderRole }) => (senderRole === 'USER' ? 'You' : 'Support');

export function Component() {
  const { id = '' } = useParams();
  return <ConversationPage key={id} id={id} />;
}

function ConversationPage({ id }: { id: string }) {
  const { data: conversation, error, refetch } = useConversation(id);
  if (error?.name === 'ApiError' && conversation === undefined) {
    return (
      <>
        <PageTitle title="Conversation" />
        <ErrorState error={error} onRetry={refetch} />
      </>
    );
  }
  return (
    <div className={chat['page']}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <ActionIcon component={Link} to="/support" variant="subtle" color="gray" aria-label="All conversations" mt={2}>
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        {conversation === undefined ? (
          <Skeleton h={58} mb="lg" w={280} />
        ) : (
          <PageTitle title={conversation.subject} lead={<SupportPresence />} />
        )}
      </Group>
      <Conversation id={id} isClosed={conversation?.status === 'closed'} />
    </div>
  );
}

function Conversation({ id, isClosed }: { id: string; isClosed: boolean }) {
  const { outbox, userId, connected, socket } = useChat();
  const { thread, state } = useThread(id);
  const waiting = useWaitingMessages(id);
  const { typing, onInput, onStop } = useTyping(id);
  const [text, setText] = useDraft(`ticketlab-draft-${userId}-${id}`);
  useReadReceipts(id, state.messages);
  return (
    <div className={chat['thread']}>
      <MessageList
        state={state}
        entries={toEntries({ messages: state.messages, waiting })}
        nameOf={nameOf}
        onOlder={() => void thread.loadOlder()}
        onRetry={() => void thread.refresh()}
      />
      <Text className={chat['typing'] ?? ''} role="status" component="div">
        {typing.length > 0 && 'Support is typing …'}
        {typing.length === 0 && socket !== undefined && !connected && 'Not connected. What you write is sent later.'}
      </Text>
      {isClosed && (
        <Alert variant="light" color="gray" mb="xs">
          Support has closed this conversation. If something is left to say, write it here: that opens it again.
        </Alert>
      )}
      <Composer
        label="Your message"
        placeholder="Write a message"
        text={text}
        onText={setText}
        onInput={onInput}
        onBlur={onStop}
        onSend={(message) => {
          onStop();
          setText('');
          outbox.add({ conversationId: id, text: message });
        }}
      />
    </div>
  );
}
