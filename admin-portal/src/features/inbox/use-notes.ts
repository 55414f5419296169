import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChatNote, notePageSchema } from '@ticketlab/contracts/http/chat-desk';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';
import { useChatEvent } from '@ticketlab/ui/chat/chat-provider.tsx';
import { useEffect } from 'react';
import type { z } from 'zod';

type NotePage = z.output<typeof notePageSchema>;

/** All notes on a conversation: there are few, and each has its place among the messages. */
export function useNotes(conversationId: string): ChatNote[] {
  const api = useApi();
  const queryClient = useQueryClient();
  const queryKey = chatKeys.notes(conversationId);
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api.get<NotePage>(
        `/api/chat/conversations/${conversationId}/notes`,
        { limit: 100, cursor: pageParam ?? undefined },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  useChatEvent('note', (note) => {
    if (note.conversationId === conversationId) void queryClient.invalidateQueries({ queryKey });
  });
  return data?.pages.flatMap(({ items }) => items) ?? [];
}

/** The same id with every try, so that one note comes of it. */
export function useWriteNote(conversationId: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (note: { text: string; clientNoteId: string }) =>
      api.request<ChatNote>(`/api/chat/conversations/${conversationId}/notes`, { method: 'POST', body: note }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: chatKeys.notes(conversationId) }),
  });
}
