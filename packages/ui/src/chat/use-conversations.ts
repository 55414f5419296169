import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, conversationPageSchema } from '@ticketlab/contracts/http/chat';
import { useCallback, useEffect, useRef } from 'react';
import type { z } from 'zod';
import type { QueryValue } from '../api/client.ts';
import { useApi } from '../auth/session-context.tsx';
import { chatKeys } from './chat-keys.ts';
import { useChatEvent } from './chat-provider.tsx';

type ConversationPage = z.output<typeof conversationPageSchema>;

/** Own conversations; for admins everybody's, filtered. */
export function useConversations(filter: Record<string, QueryValue> = {}) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...chatKeys.conversations, filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<ConversationPage>(
        '/api/chat/conversations',
        { ...filter, limit: 20, cursor: pageParam ?? undefined },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function useConversation(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: chatKeys.conversation(id),
    queryFn: ({ signal }) => api.get<Conversation>(`/api/chat/conversations/${id}`, undefined, signal),
  });
}

const togetherMs = 250;

/** Keeps lists and conversations as new as what the connection tells. */
export function useConversationNews(): void {
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const soon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      void queryClient.invalidateQueries({ queryKey: chatKeys.conversations });
      void queryClient.invalidateQueries({ queryKey: chatKeys.queue });
    }, togetherMs);
  }, [queryClient]);
  useEffect(() => () => clearTimeout(timer.current), []);

  useChatEvent('message', () => soon());
  useChatEvent('conversation', (conversation) => {
    // what is unread is not told, because it differs by reader
    queryClient.setQueryData<Conversation>(chatKeys.conversation(conversation.id), (known) => ({
      ...conversation,
      unread: known?.unread ?? 0,
    }));
    soon();
  });
}
