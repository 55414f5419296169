import { useQueryClient } from '@tanstack/react-query';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { Role } from '@ticketlab/contracts/primitives';
import type { ChatServerEvents } from '@ticketlab/contracts/sockets/chat';
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useApi, useSession } from '../auth/session-context.tsx';
import type { ChatSocket } from './chat-connection.ts';
import { chatKeys } from './chat-keys.ts';
import { loadWhenReachable } from '../live/load-when-reachable.ts';
import { createOutbox, type Outbox, type OutboxItem } from './outbox.ts';

interface Chat {
  /** Which side of the counter this portal is. */
  side: Role;
  userId: string;
  socket: ChatSocket | undefined;
  connected: boolean;
  outbox: Outbox;
}

const ChatContext = createContext<Chat | undefined>(undefined);

/**
 * Connects to the chat while its children are shown, and only then: who has no chat open is told of answers by
 * notification and e-mail. What was written and not sent yet is sent from here.
 */
export function ChatProvider({ side, children }: { side: Role; children: ReactNode }) {
  const { state } = useSession();
  const userId = state.status === 'signed-in' ? state.user.id : undefined;
  if (userId === undefined) return null;
  return (
    <ConnectedChat key={userId} side={side} userId={userId}>
      {children}
    </ConnectedChat>
  );
}

function ConnectedChat({ side, userId, children }: { side: Role; userId: string; children: ReactNode }) {
  const { session } = useSession();
  const queryClient = useQueryClient();
  const [socket, setSocket] = useState<ChatSocket>();
  const [connected, setConnected] = useState(false);
  const outbox = useOutbox(side, userId);

  useEffect(() => {
    let opened: ChatSocket | undefined;
    const cancelLoading = loadWhenReachable(
      () => import('./chat-connection.ts'),
      ({ connectChat }) => {
        opened = connectChat(session);
        opened.on('connect', () => {
          setConnected(true);
          void outbox.flush();
          // what was missed while nobody listened
          void queryClient.invalidateQueries({ queryKey: chatKeys.all });
        });
        opened.on('disconnect', () => setConnected(false));
        setSocket(opened);
      },
    );
    return () => {
      cancelLoading();
      opened?.disconnect();
      setConnected(false);
    };
  }, [session, outbox, queryClient]);

  return <ChatContext value={{ side, userId, socket, connected, outbox }}>{children}</ChatContext>;
}

function useOutbox(side: Role, userId: string): Outbox {
  const api = useApi();
  const [outbox] = useState(() =>
    createOutbox({
      storageKey: `ticketlab-${side === 'ADMIN' ? 'admin' : 'user'}-outbox-${userId}`,
      send: async ({ conversationId, text, clientMessageId }) =>
        (
          await api.request<ChatMessage>(`/api/chat/conversations/${conversationId}/messages`, {
            method: 'POST',
            body: { text, clientMessageId },
          })
        ).data,
    }),
  );
  useEffect(() => outbox.start(), [outbox]);
  return outbox;
}

export function useChat(): Chat {
  const chat = use(ChatContext);
  if (chat === undefined) throw new Error('ChatProvider is missing above');
  return chat;
}

/** Messages of a conversation that are on their way. */
export function useWaitingMessages(conversationId: string): readonly OutboxItem[] {
  const { outbox } = useChat();
  const items = useSyncExternalStore(outbox.subscribe, outbox.items);
  return items.filter((item) => item.conversationId === conversationId);
}

/** Listens to the connection while the component is there. */
export function useChatEvent<Name extends keyof ChatServerEvents>(
  name: Name,
  listener: (event: Parameters<ChatServerEvents[Name]>[0]) => void,
): void {
  const { socket } = useChat();
  const handle = useEffectEvent(listener);
  useEffect(() => {
    if (socket === undefined) return;
    // the typed emitter cannot relate a name that is only known as a type parameter to its event
    const events = socket as unknown as Listening;
    const on = (event: unknown): void => handle(event as Parameters<ChatServerEvents[Name]>[0]);
    events.on(name, on);
    return () => {
      events.off(name, on);
    };
  }, [socket, name]);
}

interface Listening {
  on(name: string, listener: (event: unknown) => void): unknown;
  off(name: string, listener: (event: unknown) => void): unknown;
}
