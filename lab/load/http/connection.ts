import { connect } from 'node:net';
import { createResponseReader, type RawResponse } from './response-reader.ts';

/** A request got no answer. `code` is that of the system (ECONNREFUSED …), `response-timeout` or `connection-closed`. */
export class TransportError extends Error {
  override name = 'TransportError';
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** One kept-alive connection with at most one request on it. */
export interface Connection {
  /** How many requests it has carried. */
  readonly served: number;
  readonly open: boolean;
  /** performance.now() until which the server keeps it without a request */
  readonly keptUntil: number;
  /** Sends a whole request as text. @throws TransportError */
  send(request: string, deadline: number): Promise<RawResponse>;
  /** Ends the request in flight when its time is over. */
  expire(now: number): void;
  destroy(): void;
}

interface Waiting {
  deadline: number;
  resolve(response: RawResponse): void;
  reject(error: Error): void;
}

/** What servers do that say nothing; ours and Node's say 5 s. */
const unstatedKeepAliveMs = 5_000;
const keepAliveMarginMs = 1_000;

export function openConnection(host: string, port: number, onClose: (connection: Connection) => void): Connection {
  const socket = connect({ host, port, noDelay: true });
  let waiting: Waiting | null = null;
  let keepAliveMs: number | null = null;

  const reader = createResponseReader((response) => {
    const done = waiting;
    if (done === null) {
      fail('unasked-response');
      return;
    }
    waiting = null;
    keepAliveMs ??= toKeepAliveMs(response.head);
    state.served += 1;
    if (response.reusable) state.keptUntil = performance.now() + keepAliveMs - keepAliveMarginMs;
    else state.open = false;
    done.resolve(response);
    if (!response.reusable) socket.end();
  });

  function fail(code: string): void {
    const failed = waiting;
    waiting = null;
    state.open = false;
    socket.destroy();
    failed?.reject(new TransportError(code));
  }

  socket.on('data', (data: Buffer) => {
    try {
      reader.push(data);
    } catch {
      fail('not-http');
    }
  });
  socket.on('end', () => {
    if (!reader.end()) fail('connection-closed');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  socket.on('close', () => {
    fail('connection-closed');
    onClose(state);
  });

  const state = {
    served: 0,
    open: true,
    keptUntil: Number.POSITIVE_INFINITY,
    send(request: string, deadline: number) {
      return new Promise<RawResponse>((resolve, reject) => {
        waiting = { deadline, resolve, reject };
        socket.write(request);
      });
    },
    expire(now: number) {
      if (waiting !== null && now > waiting.deadline) fail('response-timeout');
    },
    destroy: () => fail('connection-closed'),
  };
  return state;
}

function toKeepAliveMs(head: string): number {
  const seconds = /\r\nkeep-alive:[^\r]*timeout=(\d+)/i.exec(head)?.[1];
  return seconds === undefined ? unstatedKeepAliveMs : Number(seconds) * 1000;
}
