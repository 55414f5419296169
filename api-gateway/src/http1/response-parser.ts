import { MalformedResponseError, parseResponseHead, type ResponseHead } from './response-head.ts';

/** Hears what the bytes of a connection mean. */
interface ResponseEvents {
  onHead(head: ResponseHead): void;
  /** The chunk's memory is used again after the call. */
  onBody(chunk: Buffer): void;
  /** @param alone nothing came behind the answer */
  onEnd(alone: boolean): void;
}

interface ResponseParser {
  /** The method of the request that the next answer belongs to: one to HEAD has no body. */
  expect(method: string): void;
  /** @throws MalformedResponseError */
  push(data: Buffer): void;
  /** The connection ended. @returns whether that completed the answer */
  finish(): boolean;
  /** Hears nothing any more. */
  stop(): void;
}

type Mode = 'idle' | 'head' | 'length' | 'until-close' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'stopped';

const longestHead = 64 * 1024;
const emptyLine = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const chunkSize = /^([\da-f]{1,12})[ \t]*(?:;|$)/i;

/** Puts answers together from what a connection delivers, one after the other (RFC 9112). */
export function createResponseParser(events: ResponseEvents): ResponseParser {
  let mode: Mode = 'idle';
  let method = 'GET';
  // of the body or of the chunk
  let left = 0;
  // the beginning of a head or a line whose end has not come
  let rest: Buffer | null = null;

  /** Reads on at a position. @returns where it stopped, or -1 when more is needed */
  function step(data: Buffer, at: number): number {
    switch (mode) {
      case 'head':
        return readHead(data, at);
      case 'length':
      case 'chunk':
        return readBody(data, at);
      case 'until-close':
        events.onBody(data.subarray(at));
        return data.length;
      case 'chunk-size':
      case 'chunk-end':
      case 'trailers':
        return readLine(data, at);
      case 'idle':
        throw new MalformedResponseError('an answer came that nobody asked for');
      case 'stopped':
        return data.length;
    }
  }

  function readHead(data: Buffer, at: number): number {
    const end = data.indexOf(emptyLine, at);
    if (end === -1) return -1;
    const next = end + emptyLine.length;
    const head = parseResponseHead(data.toString('latin1', at, end), method);
    // 100 Continue, 103 Early Hints: the answer itself follows
    if (head.status === 101) throw new MalformedResponseError('a switch of protocols that nobody asked for');
    if (head.status < 200) return next;
    const { framing } = head;
    left = framing.kind === 'length' ? framing.bytes : 0;
    mode = framing.kind === 'close' ? 'until-close' : framing.kind === 'chunked' ? 'chunk-size' : 'length';
    events.onHead(head);
    if (mode === 'length' && left === 0) endAnswer(next === data.length);
    return next;
  }

  function readBody(data: Buffer, at: number): number {
    const next = Math.min(data.length, at + left);
    left -= next - at;
    events.onBody(at === 0 && next === data.length ? data : data.subarray(at, next));
    if (left === 0) {
      if (mode === 'length') endAnswer(next === data.length);
      else if (mode === 'chunk') mode = 'chunk-end';
    }
    return next;
  }

  function readLine(data: Buffer, at: number): number {
    const end = data.indexOf(lineEnd, at);
    if (end === -1) return -1;
    const next = end + lineEnd.length;
    if (mode === 'chunk-size') {
      const digits = chunkSize.exec(data.toString('latin1', at, end))?.[1];
      if (digits === undefined) throw new MalformedResponseError('a chunk has no size');
      left = Number.parseInt(digits, 16);
      mode = left === 0 ? 'trailers' : 'chunk';
    } else if (mode === 'chunk-end') {
      if (end !== at) throw new MalformedResponseError('a chunk is longer than it says');
      mode = 'chunk-size';
    } else if (end === at) {
      endAnswer(next === data.length);
    }
    return next;
  }

  function endAnswer(alone: boolean): void {
    mode = 'idle';
    events.onEnd(alone);
  }

  return {
    expect(requestMethod) {
      mode = 'head';
      method = requestMethod;
    },
    push(chunk) {
      const data = rest === null ? chunk : Buffer.concat([rest, chunk]);
      rest = null;
      for (let at = 0; at < data.length;) {
        const next = step(data, at);
        if (next === -1) {
          if (data.length - at > longestHead) throw new MalformedResponseError('the head of an answer is too long');
          rest = Buffer.from(data.subarray(at));
          return;
        }
        at = next;
      }
    },
    finish() {
      if (mode !== 'until-close') return false;
      endAnswer(true);
      return true;
    },
    stop() {
      mode = 'stopped';
    },
  };
}
