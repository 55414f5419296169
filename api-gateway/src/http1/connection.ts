import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createDeadline } from './deadline.ts';
import { sendBody } from './request-body.ts';
import type { ResponseHead } from './response-head.ts';
import { createResponseParser } from './response-parser.ts';

export interface Call {
  method: string;
  /** request line and headers, `content-length` or `transfer-encoding` among them, each line with its end */
  head: string;
  /** the body as it arrives; null when there is none */
  body: IncomingMessage | null;
  /** milliseconds until response headers must have come */
  headersTimeoutMs: number;
  /** milliseconds of silence within a body */
  idleTimeoutMs: number;
}

/** Hears of an answer: `onHead`, `onBody` any number of times and `onEnd`; or `onError` instead of what is missing. */
export interface CallEvents {
  onHead(head: ResponseHead): void;
  /** The chunk's memory is used again after the call. @returns false to hear no more until `resume` */
  onBody(chunk: Buffer): boolean;
  onEnd(): void;
  onError(error: Error): void;
}

/** One kept-alive connection to one instance, with one call on it at a time. */
export interface Connection {
  send(call: Call, events: CallEvents): void;
  isRunning(call: Call): boolean;
  /** Goes on after `onBody` wanted a pause. */
  resume(): void;
  /** For good; a call under way hears of the error. */
  destroy(error: Error): void;
  /** False when it is about to be closed by either side. */
  isUsable(now: number): boolean;
}

interface ConnectionOptions {
  host: string;
  port: number;
  connectTimeoutMs: number;
  /** how long it is kept without a call, unless the server says less */
  keepAliveMs: number;
  /** It may take another call. */
  onFree(connection: Connection): void;
  onClose(connection: Connection): void;
}

export class HeadersTimeoutError extends Error {
  override name = 'HeadersTimeoutError';
}

// what is kept idle is closed this much before the server would do it
const keepAliveMarginMs = 1_000;
// reading is synchronous, so one block of memory serves all connections
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

export function openConnection(options: ConnectionOptions): Connection {
  let running: { call: Call; events: CallEvents } | null = null;
  let body: { stop(): void; readonly done: boolean } | null = null;
  let state: 'connecting' | 'waiting' | 'answering' | 'paused' | 'idle' | 'closed' = 'connecting';
  let reusable = true;
  let keepAliveMs = options.keepAliveMs;
  let failure: Error | undefined;

  const deadline = createDeadline(onOverdue);

  const parser = createResponseParser({
    onHead(head) {
      if (running === null) return;
      state = 'answering';
      reusable = head.reusable;
      if (head.keepAliveMs !== undefined) {
        keepAliveMs = Math.min(options.keepAliveMs, head.keepAliveMs - keepAliveMarginMs);
      }
      deadline.set(running.call.idleTimeoutMs);
      running.events.onHead(head);
    },
    onBody(chunk) {
      if (running === null) return;
      deadline.set(running.call.idleTimeoutMs);
      if (running.events.onBody(chunk)) return;
      state = 'paused';
      socket.pause();
    },
    onEnd(alone) {
      if (running === null) return;
      const { events } = running;
      running = null;
      if (state === 'paused') socket.resume();
      const sent = body === null || body.done;
      body?.stop();
      body = null;
      state = 'idle';
      deadline.set(keepAliveMs);
      const kept = reusable && alone && sent && keepAliveMs > 0;
      if (!kept) destroy(new Error('not kept'));
      events.onEnd();
      if (kept) options.onFree(connection);
    },
  });

  const socket: Socket = connect({
    host: options.host,
    port: options.port,
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback(bytes) {
        try {
          parser.push(readBuffer.subarray(0, bytes));
        } catch (error) {
          destroy(error as Error);
        }
        return true;
      },
    },
  });
  socket.on('connect', () => {
    if (state !== 'connecting') return;
    state = 'waiting';
    if (running !== null) deadline.set(running.call.headersTimeoutMs);
  });
  socket.on('end', () => {
    if (!parser.finish()) destroy(new Error('the upstream closed the connection'));
  });
  socket.on('error', (error) => destroy(error));
  socket.on('close', () => {
    destroy(failure ?? new Error('the connection was closed'));
    options.onClose(connection);
  });
  deadline.set(options.connectTimeoutMs);

  function onOverdue(): void {
    if (state === 'connecting') {
      destroy(new Error('no connection in time'));
    } else if (running !== null && (state === 'paused' || body?.done === false)) {
      // the client is slow, which is for the server that it talks to to watch
      deadline.set(running.call.idleTimeoutMs);
    } else {
      destroy(state === 'waiting' ? new HeadersTimeoutError() : new Error('silent for too long'));
    }
  }

  function destroy(error: Error): void {
    if (state === 'closed') return;
    state = 'closed';
    failure = error;
    deadline.clear();
    parser.stop();
    body?.stop();
    socket.destroy();
    const failed = running;
    running = null;
    failed?.events.onError(error);
  }

  const connection: Connection = {
    send(call, events) {
      running = { call, events };
      parser.expect(call.method);
      if (state === 'idle') {
        state = 'waiting';
        deadline.set(call.headersTimeoutMs);
      }
      if (call.body === null) {
        socket.write(`${call.head}\r\n`, 'latin1');
      } else {
        body = sendBody(call.head, call.body, socket, {
          onProgress() {
            if (state === 'waiting') deadline.set(call.headersTimeoutMs);
          },
          onBroken: destroy,
        });
      }
    },
    resume() {
      if (state !== 'paused' || running === null) return;
      state = 'answering';
      deadline.set(running.call.idleTimeoutMs);
      socket.resume();
    },
    isRunning: (call) => running?.call === call,
    destroy,
    isUsable: (now) => state === 'idle' && !deadline.isOver(now),
  };
  return connection;
}
