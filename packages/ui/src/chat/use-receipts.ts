import { useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { useEffect, useRef } from 'react';
import { chatKeys } from './chat-keys.ts';
import { useChat, useChatEvent } from './chat-provider.tsx';

/** Tells the other side what has been read here: what is on the page while somebody can see it. */
export function useReadReceipts(conversationId: string, messages: readonly ChatMessage[]): void {
  const { side, socket, connected } = useChat();
  const queryClient = useQueryClient();
  const isVisible = useDocumentVisibility() === 'visible';
  const told = useRef(0);
  const unread = messages.findLast(({ senderRole, readAt }) => senderRole !== side && readAt === null)?.seq ?? 0;

  useEffect(() => {
    if (socket === undefined || !connected || !isVisible || unread <= told.current) return;
    const before = told.current;
    told.current = unread;
    socket.emit('receipt', { conversationId, upToSeq: unread, kind: 'read' }, (reply) => {
      if (reply.ok) void queryClient.invalidateQueries({ queryKey: chatKeys.conversations });
      else told.current = before;
    });
  }, [socket, connected, isVisible, unread, conversationId, queryClient]);
}

/** Tells the other side that a message has arrived, whatever page of the chat is open. */
export function useDeliveryReceipts(): void {
  const { side, socket } = useChat();
  useChatEvent('message', ({ conversationId, seq, senderRole }) => {
    if (senderRole === side) return;
    socket?.emit('receipt', { conversationId, upToSeq: seq, kind: 'delivered' }, () => undefined);
  });
}
