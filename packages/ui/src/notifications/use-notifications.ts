import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../auth/session-context.tsx';
import {
  allOfThem,
  historyKey,
  markRead,
  type NotificationPage,
  type UnreadCount,
  unreadKey,
} from './notification-cache.ts';
import { useTellOtherTabs } from './notifications-provider.tsx';

export function useUnreadCount(): number {
  const api = useApi();
  const { data } = useQuery({
    queryKey: unreadKey,
    queryFn: ({ signal }) => api.get<UnreadCount>('/api/notifications/unread-count', undefined, signal),
    // pushed from then on
    staleTime: Infinity,
  });
  return data?.unread ?? 0;
}

/** The newest first, page by page; what arrives meanwhile comes on top. */
export function useNotificationHistory() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: historyKey,
    queryFn: ({ pageParam, signal }) =>
      api.get<NotificationPage>('/api/notifications', { limit: 20, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** Marks the one of an id as read, or `allOfThem`. It shows at once; a refusal brings the truth back. */
export function useMarkRead() {
  const api = useApi();
  const queryClient = useQueryClient();
  const tellOtherTabs = useTellOtherTabs();
  return useMutation({
    mutationFn: (id: string) =>
      api.request(id === allOfThem ? '/api/notifications/read-all' : `/api/notifications/${id}/read`, {
        method: 'POST',
      }),
    onMutate: (id) => markRead(queryClient, id),
    onSuccess: (_, id) => tellOtherTabs(id),
    onError: () => queryClient.invalidateQueries({ queryKey: ['notifications'] }),
  });
}
