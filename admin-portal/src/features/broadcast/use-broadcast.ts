import type { broadcastBodySchema, broadcastResultSchema } from '@ticketlab/contracts/http/notifications';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useRef } from 'react';

export type Broadcast = ReturnType<typeof broadcastBodySchema.parse>;
export type BroadcastResult = ReturnType<typeof broadcastResultSchema.parse>;

export const audiences: Record<Broadcast['audience'], string> = {
  everyone: 'Everyone',
  customers: 'All customers',
  admins: 'All admins',
};

/** Sends it; a second try after no answer is the same broadcast, not another. */
export function useSendBroadcast() {
  const api = useApi();
  const attempt = useRef<{ content: string; key: string }>(undefined);
  return async (body: Broadcast): Promise<BroadcastResult> => {
    const content = JSON.stringify(body);
    if (attempt.current?.content !== content) attempt.current = { content, key: crypto.randomUUID() };
    const idempotencyKey = attempt.current.key;
    const answer = await api.request<BroadcastResult>('/api/notifications/broadcast', {
      method: 'POST',
      body,
      idempotencyKey,
    });
    attempt.current = undefined;
    return answer.data;
  };
}
