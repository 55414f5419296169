import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CannedReply } from '@ticketlab/contracts/http/chat-desk';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';

const path = '/api/chat/canned-replies';

export function useCannedReplies() {
  const api = useApi();
  return useQuery({
    queryKey: chatKeys.cannedReplies,
    queryFn: async ({ signal }) => (await api.get<{ items: CannedReply[] }>(path, undefined, signal)).items,
    staleTime: 60_000,
  });
}

/** Keeps one, a new one where there is no id. */
export function useKeepCannedReply(id: string | undefined) {
  const api = useApi();
  const queryClient = useQueryClient();
  return async (body: { title: string; text: string }): Promise<void> => {
    await api.request(id === undefined ? path : `${path}/${id}`, { method: id === undefined ? 'POST' : 'PUT', body });
    await queryClient.invalidateQueries({ queryKey: chatKeys.cannedReplies });
  };
}

export function useDeleteCannedReply() {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.request(`${path}/${id}`, { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: chatKeys.cannedReplies }),
  });
}
