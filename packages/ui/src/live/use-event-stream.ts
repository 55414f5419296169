import { useEffect, useEffectEvent, useState } from 'react';
import { useApi } from '../auth/session-context.tsx';
import { readEventStream, type StreamEvent } from './event-stream.ts';

const againAfterMs = 2_000;

/** Listens to a stream while the component is there, and connects anew after a loss. */
export function useEventStream(
  path: string | null,
  onEvent: (event: StreamEvent) => void,
  access: 'own' | 'public' = 'own',
): { connected: boolean } {
  const api = useApi();
  const [connected, setConnected] = useState(false);
  const handle = useEffectEvent(onEvent);

  useEffect(() => {
    if (path === null) return;
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = async (): Promise<void> => {
      try {
        const stream = await api.open(path, aborter.signal, access);
        setConnected(true);
        for await (const event of readEventStream(stream)) handle(event);
      } catch {
        // whatever it was, the next try tells
      }
      if (aborter.signal.aborted) return;
      setConnected(false);
      timer = setTimeout(() => void listen(), againAfterMs);
    };
    void listen();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [api, path, access]);

  return { connected };
}
