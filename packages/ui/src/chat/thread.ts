import type { ChatMessage, messagePageSchema } from '@ticketlab/contracts/http/chat';
import type { ChatReceipt } from '@ticketlab/contracts/sockets/chat';
import type { z } from 'zod';
import { type ApiError, toApiError } from '../api/api-error.ts';

export type MessagePage = z.output<typeof messagePageSchema>;

export interface ThreadState {
  status: 'loading' | 'ready' | 'failed';
  /** Without gaps, the oldest first. */
  messages: readonly ChatMessage[];
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Of the last try to load anything. */
  problem: ApiError | undefined;
}

export interface Thread {
  readonly state: () => ThreadState;
  readonly subscribe: (listener: () => void) => () => void;
  /** The latest messages, or what is newer than those that are there. */
  refresh(): Promise<void>;
  loadOlder(): Promise<void>;
  accept(message: ChatMessage): void;
  acceptReceipt(receipt: ChatReceipt): void;
}

/** The messages of one conversation, as far as they have been loaded. What a connection lost is caught up with by place. */
export function createThread(
  load: (window: { beforeSeq?: number; afterSeq?: number }) => Promise<MessagePage>,
): Thread {
  const listeners = new Set<() => void>();
  let state: ThreadState = {
    status: 'loading',
    messages: [],
    hasOlder: false,
    loadingOlder: false,
    problem: undefined,
  };
  let refreshing: Promise<void> | undefined;

  const set = (change: Partial<ThreadState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const add = (added: readonly ChatMessage[]): void => {
    const bySeq = new Map(state.messages.map((message) => [message.seq, message]));
    for (const message of added) bySeq.set(message.seq, merge(bySeq.get(message.seq), message));
    set({ messages: [...bySeq.values()].toSorted((a, b) => a.seq - b.seq) });
  };
  const lastSeq = (): number => state.messages.at(-1)?.seq ?? 0;

  async function loadLatest(): Promise<void> {
    const { items, hasMore } = await load({});
    add(items);
    set({ status: 'ready', hasOlder: hasMore, problem: undefined });
  }
  async function catchUp(): Promise<void> {
    for (;;) {
      const { items, hasMore } = await load({ afterSeq: lastSeq() });
      add(items);
      if (!hasMore) break;
    }
    set({ problem: undefined });
  }
  function refresh(): Promise<void> {
    refreshing ??= (state.status === 'ready' ? catchUp() : loadLatest())
      .catch((error: unknown) => {
        set({ problem: toApiError(error), status: state.status === 'ready' ? 'ready' : 'failed' });
      })
      .finally(() => (refreshing = undefined));
    return refreshing;
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    async loadOlder() {
      const first = state.messages[0];
      if (first === undefined || !state.hasOlder || state.loadingOlder) return;
      set({ loadingOlder: true });
      try {
        const { items, hasMore } = await load({ beforeSeq: first.seq });
        add(items);
        set({ hasOlder: hasMore, problem: undefined });
      } catch (error) {
        set({ problem: toApiError(error) });
      } finally {
        set({ loadingOlder: false });
      }
    },
    accept(message) {
      // what was loaded decides where the thread begins
      if (state.status !== 'ready') return;
      if (message.seq > lastSeq() + 1) void refresh();
      else if (message.seq >= (state.messages[0]?.seq ?? 1)) add([message]);
    },
    acceptReceipt({ upToSeq, kind, by, at }) {
      const isMeant = (message: ChatMessage) => message.senderRole !== by && message.seq <= upToSeq;
      if (!state.messages.some((message) => isMeant(message) && message.readAt === null)) return;
      set({
        messages: state.messages.map((message) =>
          isMeant(message)
            ? {
                ...message,
                deliveredAt: message.deliveredAt ?? at,
                readAt: message.readAt ?? (kind === 'read' ? at : null),
              }
            : message,
        ),
      });
    },
  };
}

/** A receipt may overtake the message that it is about. */
function merge(known: ChatMessage | undefined, message: ChatMessage): ChatMessage {
  return {
    ...message,
    deliveredAt: message.deliveredAt ?? known?.deliveredAt ?? null,
    readAt: message.readAt ?? known?.readAt ?? null,
  };
}
