import { useEffect, useState, useSyncExternalStore } from 'react';
import { useApi } from '../auth/session-context.tsx';
import { useChat, useChatEvent } from './chat-provider.tsx';
import { createThread, type MessagePage, type Thread, type ThreadState } from './thread.ts';

const pageSize = 30;

/** The messages of a conversation, kept up to date. One conversation per component: give it the id as its key. */
export function useThread(conversationId: string): { thread: Thread; state: ThreadState } {
  const api = useApi();
  const { socket, connected, outbox } = useChat();
  const [thread] = useState(() =>
    createThread((window) =>
      api.get<MessagePage>(`/api/chat/conversations/${conversationId}/messages`, { limit: pageSize, ...window }),
    ),
  );
  const state = useSyncExternalStore(thread.subscribe, thread.state);

  useEffect(() => {
    void thread.refresh();
  }, [thread]);
  // presence and typing reach only who has joined; what was said while the connection was away is caught up with
  useEffect(() => {
    if (!connected || socket === undefined) return;
    socket.emit('conversation:join', conversationId, () => undefined);
    void thread.refresh();
    return () => {
      socket.emit('conversation:leave', conversationId);
    };
  }, [socket, connected, conversationId, thread]);
  useEffect(
    () =>
      outbox.onSent((message) => {
        if (message.conversationId === conversationId) thread.accept(message);
      }),
    [outbox, conversationId, thread],
  );
  useChatEvent('message', (message) => {
    if (message.conversationId === conversationId) thread.accept(message);
  });
  useChatEvent('receipt', (receipt) => {
    if (receipt.conversationId === conversationId) thread.acceptReceipt(receipt);
  });

  return { thread, state };
}
