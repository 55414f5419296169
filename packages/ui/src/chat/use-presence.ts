import { useQuery } from '@tanstack/react-query';
import type { supportPresenceSchema } from '@ticketlab/contracts/http/chat-desk';
import { useState } from 'react';
import type { z } from 'zod';
import { useApi } from '../auth/session-context.tsx';
import { chatKeys } from './chat-keys.ts';
import { useChat, useChatEvent } from './chat-provider.tsx';

type SupportPresence = z.output<typeof supportPresenceSchema>;

/** Whether anybody of support is at the desk; undefined while that is not known. */
export function useSupportOnline(): boolean | undefined {
  const api = useApi();
  const { connected } = useChat();
  const [pushed, setPushed] = useState<boolean>();
  const { data } = useQuery({
    queryKey: chatKeys.support,
    queryFn: ({ signal }) => api.get<SupportPresence>('/api/chat/support', undefined, signal),
  });
  useChatEvent('support', ({ online }) => setPushed(online));
  useChatEvent('presence', ({ supportOnline }) => setPushed(supportOnline));
  // without a connection nobody pushes
  return connected ? (pushed ?? data?.online) : data?.online;
}

/** Whether the customer of a conversation has the chat open; undefined while that is not known. */
export function useCustomerOnline(conversationId: string): boolean | undefined {
  const [online, setOnline] = useState<boolean>();
  useChatEvent('presence', (presence) => {
    if (presence.conversationId === conversationId) setOnline(presence.customerOnline);
  });
  return online;
}
