import { Badge, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ChatQueue } from '@ticketlab/contracts/http/chat-desk';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { chatKeys } from '@ticketlab/ui/chat/chat-keys.ts';

const lookAgainMs = 20_000;

/** How many customers wait for an answer. */
export function InboxBadge() {
  const api = useApi();
  const { data } = useQuery({
    queryKey: chatKeys.queue,
    queryFn: ({ signal }) => api.get<ChatQueue>('/api/chat/queue', undefined, signal),
    refetchInterval: lookAgainMs,
  });
  if (data === undefined || data.waiting === 0) return null;
  return (
    <Badge variant="filled" size="sm">
      {data.waiting}
      <VisuallyHidden> waiting for an answer</VisuallyHidden>
    </Badge>
  );
}
