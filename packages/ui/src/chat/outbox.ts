import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { ApiError } from '../api/api-error.ts';

/** A message that the server does not have yet, as far as this browser knows. */
export interface OutboxItem {
  conversationId: string;
  /** Sent with every try: the server keeps a message of this id once. */
  clientMessageId: string;
  text: string;
  queuedAt: string;
  /** Why it will not be taken, however often it is sent. */
  refusal?: string;
}

export interface Outbox {
  readonly items: () => readonly OutboxItem[];
  readonly subscribe: (listener: () => void) => () => void;
  add(message: Pick<OutboxItem, 'conversationId' | 'text'>): void;
  /** Tries a refused one anew. */
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  /** Sends what waits, unless that goes on already. */
  flush(): Promise<void>;
  /** Hears of each message that the server has taken. */
  onSent(listener: (message: ChatMessage) => void): () => void;
  /** Sends from now on, until the returned function is called. */
  start(): () => void;
}

const firstWaitMs = 2_000;
const mostWaitMs = 15_000;

/**
 * Messages on their way, in the order in which they were written. They outlive the page (localStorage) and are sent again
 * until the server has them. Tabs share them; that two may send the same does no harm.
 */
export function createOutbox(deps: {
  storageKey: string;
  send: (item: OutboxItem) => Promise<ChatMessage>;
  storage?: Storage;
}): Outbox {
  const { storageKey, send, storage = localStorage } = deps;
  const listeners = new Set<() => void>();
  const sentListeners = new Set<(message: ChatMessage) => void>();
  let items = read();
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWantedAgain = false;
  let waitMs = firstWaitMs;
  let isStarted = false;

  function read(): readonly OutboxItem[] {
    try {
      return JSON.parse(storage.getItem(storageKey) ?? '[]') as OutboxItem[];
    } catch {
      return [];
    }
  }
  /** Always from what is stored now: another tab may have changed it. */
  function change(next: (stored: readonly OutboxItem[]) => readonly OutboxItem[]): void {
    items = next(read());
    if (items.length === 0) storage.removeItem(storageKey);
    else storage.setItem(storageKey, JSON.stringify(items));
    tell();
  }
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const remove = (id: string): void => change((stored) => stored.filter((item) => item.clientMessageId !== id));

  async function sendAll(): Promise<void> {
    for (let next = due(); next !== undefined && isStarted; next = due()) {
      const { clientMessageId } = next;
      try {
        const message = await send(next);
        waitMs = firstWaitMs;
        for (const listener of sentListeners) listener(message);
        remove(clientMessageId);
      } catch (error) {
        const refusal = toRefusal(error);
        if (refusal === undefined) {
          waitMs = Math.min(waitMs * 2, mostWaitMs);
          timer = setTimeout(() => void flush(), Math.max(waitMs, retryAfterMs(error)));
          return;
        }
        change((stored) =>
          stored.map((item) => (item.clientMessageId === clientMessageId ? { ...item, refusal } : item)),
        );
      }
    }
  }
  const due = (): OutboxItem | undefined => read().find(({ refusal }) => refusal === undefined);
  function flush(): Promise<void> {
    clearTimeout(timer);
    if (running !== undefined) {
      // what was added since it last looked would wait for nobody
      isWantedAgain = true;
      return running;
    }
    running = sendAll().finally(() => {
      running = undefined;
      if (!isWantedAgain) return;
      isWantedAgain = false;
      return flush();
    });
    return running;
  }

  const onStorage = ({ key }: StorageEvent): void => {
    if (key !== storageKey && key !== null) return;
    items = read();
    tell();
  };
  const onOnline = (): void => void flush();

  return {
    items: () => items,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add({ conversationId, text }) {
      const queuedAt = new Date().toISOString();
      const item = { conversationId, text, clientMessageId: crypto.randomUUID(), queuedAt };
      change((stored) => [...stored, item]);
      void flush();
    },
    retry(id) {
      change((stored) =>
        stored.map((item) => {
          const { conversationId, clientMessageId, text, queuedAt } = item;
          return clientMessageId === id ? { conversationId, clientMessageId, text, queuedAt } : item;
        }),
      );
      void flush();
    },
    discard: remove,
    flush,
    onSent(listener) {
      sentListeners.add(listener);
      return () => sentListeners.delete(listener);
    },
    start() {
      isStarted = true;
      window.addEventListener('storage', onStorage);
      window.addEventListener('online', onOnline);
      void flush();
      return () => {
        isStarted = false;
        clearTimeout(timer);
        window.removeEventListener('storage', onStorage);
        window.removeEventListener('online', onOnline);
      };
    },
  };
}

/** Undefined when another try may succeed: nobody answered, too many at once, or the session has ended meanwhile. */
function toRefusal(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return 'It could not be sent.';
  if (error.isTemporary || error.status === 401) return undefined;
  return error.detail ?? `${error.message}.`;
}

function retryAfterMs(error: unknown): number {
  return error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
}
