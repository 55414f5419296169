import type { Worker } from '@ticketlab/service-kit/kit';
import type { Request, Response } from 'express';

/** Server-sent events to any number of listeners. */
export interface EventStream {
  /** Answers with the stream; `first` are the messages a newcomer starts with. */
  open(req: Request, res: Response, first?: { event: string; data: unknown }[]): void;
  send(event: string, data: unknown): void;
  /** Ends all streams when the instance drains, or it would wait for them. */
  readonly worker: Worker;
}

const keepAliveMs = 15_000;
/** A listener that does not read is dropped, or its messages would fill the memory. */
const mostBufferedBytes = 1_048_576;

/** https://html.spec.whatwg.org/multipage/server-sent-events.html; a comment every 15 s keeps a quiet stream open. */
export function createEventStream(): EventStream {
  const clients = new Set<Response>();
  const toMessage = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const sendText = (text: string) => {
    for (const client of clients) {
      if (client.writableLength > mostBufferedBytes) client.destroy();
      else client.write(text);
    }
  };
  const keepAlive = setInterval(() => sendText(': still here\n\n'), keepAliveMs).unref();

  return {
    open(_req, res, first = []) {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      res.write(first.map(({ event, data }) => toMessage(event, data)).join('') || ': connected\n\n');
      clients.add(res);
      res.once('close', () => clients.delete(res));
    },
    send(event, data) {
      if (clients.size > 0) sendText(toMessage(event, data));
    },
    worker: {
      name: 'event-stream',
      start: () => Promise.resolve(),
      stop() {
        clearInterval(keepAlive);
        for (const client of clients) client.end();
        // what is still sent by whoever stops later would be a write after the end
        clients.clear();
        return Promise.resolve();
      },
    },
  };
}
