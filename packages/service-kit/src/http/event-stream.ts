import type { Response } from 'express';
import type { Worker } from '../kit.ts';
import { ProblemError } from './problem.ts';

export interface StreamedEvent {
  event: string;
  data: unknown;
}

/** Server-sent events to any number of listeners. */
export interface EventStream {
  /**
   * Answers with the stream; `first` are the messages a newcomer starts with, all that he gets once the stream has ended.
   * @throws {ProblemError} `overloaded`
   */
  open(res: Response, first?: readonly StreamedEvent[]): void;
  send(event: string, data: unknown): void;
  /** Ends all streams when the instance drains, or it would wait for them. */
  readonly worker: Worker;
}

const keepAliveMs = 15_000;

interface StreamLimits {
  /** More than these are refused; for a stream that anybody may listen to. */
  mostListeners?: number;
  /** A listener who has so much unread is dropped, or his messages would fill the memory. */
  mostBufferedBytes?: number;
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; a comment every 15 s keeps a quiet stream open. */
export function createEventStream({
  mostListeners = Infinity,
  mostBufferedBytes = 1_048_576,
}: StreamLimits = {}): EventStream {
  const listeners = new Set<Response>();
  let ended = false;
  const toMessage = ({ event, data }: StreamedEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const sendText = (text: string): void => {
    for (const listener of listeners) {
      if (listener.writableLength > mostBufferedBytes) listener.destroy();
      else listener.write(text);
    }
  };
  const keepAlive = setInterval(() => sendText(': still here\n\n'), keepAliveMs).unref();

  return {
    open(res, first = []) {
      if (listeners.size >= mostListeners) {
        throw new ProblemError('overloaded', `${mostListeners} are listening already.`);
      }
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      res.write(first.map(toMessage).join('') || ': connected\n\n');
      if (ended) {
        res.end();
        return;
      }
      listeners.add(res);
      res.once('close', () => listeners.delete(res));
    },
    send(event, data) {
      if (listeners.size > 0) sendText(toMessage({ event, data }));
    },
    worker: {
      name: 'event-stream',
      start: () => Promise.resolve(),
      stop() {
        ended = true;
        clearInterval(keepAlive);
        for (const listener of listeners) listener.end();
        // what is still sent by whoever stops later would be a write after the end
        listeners.clear();
        return Promise.resolve();
      },
    },
  };
}
