import { createRedis, type Redis } from './connect.ts';

/** One pub/sub connection per process, shared by everything that listens. */
export interface Subscriber {
  /**
   * Calls `onMessage` for each message of a channel. `onSubscribed` runs whenever the subscription (re)starts: messages
   * were missed while it was away, so load the whole state there.
   */
  subscribe(channel: string, onMessage: (message: string) => void, onSubscribed?: () => void): void;
  close(): void;
}

export function createSubscriber(url: string, name: string): Subscriber {
  const redis: Redis = createRedis(url, `${name}-subscriber`);
  // it is done below: what ioredis does by itself fails unhandled when the connection is lost at once
  redis.options.autoResubscribe = false;
  const listeners = new Map<string, { onMessage: (message: string) => void; onSubscribed?: () => void }[]>();

  async function start(channel: string): Promise<void> {
    try {
      await redis.subscribe(channel);
      for (const listener of listeners.get(channel) ?? []) listener.onSubscribed?.();
    } catch {
      // the connection went away again; 'ready' starts over
    }
  }

  redis.on('ready', () => {
    for (const channel of listeners.keys()) void start(channel);
  });
  redis.on('message', (channel: string, message: string) => {
    for (const listener of listeners.get(channel) ?? []) listener.onMessage(message);
  });

  return {
    subscribe(channel, onMessage, onSubscribed) {
      const known = listeners.get(channel) ?? [];
      known.push({ onMessage, ...(onSubscribed === undefined ? {} : { onSubscribed }) });
      listeners.set(channel, known);
      if (redis.status === 'ready') void start(channel);
    },
    close() {
      redis.disconnect();
    },
  };
}
