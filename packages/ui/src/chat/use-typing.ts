import { useCallback, useEffect, useRef, useState } from 'react';
import { useChat, useChatEvent } from './chat-provider.tsx';

const sayAgainMs = 3_000;
const silentAfterMs = 4_000;
const forgottenAfterMs = 7_000;

/** Whether the other side types, and how to say that this one does. */
export function useTyping(conversationId: string): {
  /** The ids of those who are typing. */
  typing: readonly string[];
  onInput: () => void;
  onStop: () => void;
} {
  const { socket } = useChat();
  const [typing, setTyping] = useState<readonly string[]>([]);
  const forget = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const said = useRef<{ at: number; silence: ReturnType<typeof setTimeout> }>(undefined);

  const stopped = useCallback((userId: string) => {
    clearTimeout(forget.current.get(userId));
    setTyping((before) => before.filter((id) => id !== userId));
  }, []);
  useChatEvent('typing', (news) => {
    if (news.conversationId !== conversationId) return;
    stopped(news.userId);
    if (!news.typing) return;
    setTyping((before) => [...before, news.userId]);
    // the word that they have stopped may get lost
    const timer = setTimeout(() => stopped(news.userId), forgottenAfterMs);
    forget.current.set(news.userId, timer);
  });
  useChatEvent('message', ({ conversationId: id, senderId }) => {
    if (id === conversationId) stopped(senderId);
  });

  const say = useCallback(
    (isTyping: boolean) => socket?.emit('typing', { conversationId, typing: isTyping }),
    [socket, conversationId],
  );
  const onStop = useCallback(() => {
    if (said.current === undefined) return;
    clearTimeout(said.current.silence);
    said.current = undefined;
    say(false);
  }, [say]);
  const onInput = useCallback(() => {
    const at = said.current?.at ?? 0;
    clearTimeout(said.current?.silence);
    const isDue = Date.now() - at > sayAgainMs;
    if (isDue) say(true);
    said.current = { at: isDue ? Date.now() : at, silence: setTimeout(onStop, silentAfterMs) };
  }, [say, onStop]);

  useEffect(() => {
    const timers = forget.current;
    return () => {
      for (const timer of timers.values()) clearTimeout(timer);
      onStop();
    };
  }, [onStop]);
  return { typing, onInput, onStop };
}
