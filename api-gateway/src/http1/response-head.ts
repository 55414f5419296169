/** The upstream does not speak HTTP/1.1 as RFC 9112 wants it. */
export class MalformedResponseError extends Error {
  override name = 'MalformedResponseError';
}

/** Where a body ends: after so many bytes, in chunks that say so, or with the connection. */
type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

export interface ResponseHead {
  status: number;
  /** flat name/value list, names in lower case */
  headers: string[];
  framing: Framing;
  /** whether another request may follow on this connection */
  reusable: boolean;
  /** milliseconds that the server keeps the connection afterwards, where it says so */
  keepAliveMs: number | undefined;
}

const empty: Framing = { kind: 'length', bytes: 0 };
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const closes = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i;

// names arrive in few spellings: each is checked and lowered once; bounded, because what is upstream chooses them
const lowered = new Map<string, string>();

function toName(spelling: string): string {
  const known = lowered.get(spelling);
  if (known !== undefined) return known;
  // a folded line or a space before the colon could mean another header to somebody else
  if (!token.test(spelling)) throw new MalformedResponseError('a header has no name');
  const name = spelling.toLowerCase();
  if (lowered.size < 500) lowered.set(spelling, name);
  return name;
}

/** @param text status line and header lines, without the empty line @throws MalformedResponseError */
export function parseResponseHead(text: string, requestMethod: string): ResponseHead {
  let end = text.indexOf('\r\n');
  if (end === -1) end = text.length;
  const [, minor, digits] = statusLine.exec(text.slice(0, end)) ?? [];
  if (digits === undefined) throw new MalformedResponseError('an answer has no status line');
  const status = Number(digits);
  const headers: string[] = [];
  let length: string | undefined;
  let coding: string | undefined;
  let keepAliveMs: number | undefined;
  let reusable = minor === '1';

  while (end < text.length) {
    const start = end + 2;
    end = text.indexOf('\r\n', start);
    if (end === -1) end = text.length;
    const colon = text.indexOf(':', start);
    if (colon === -1 || colon >= end) throw new MalformedResponseError('a header has no colon');
    const name = toName(text.slice(start, colon));
    const value = trimmed(text, colon + 1, end);
    headers.push(name, value);
    if (name === 'content-length') {
      if (length !== undefined && length !== value) throw new MalformedResponseError('an answer has two lengths');
      length = value;
    } else if (name === 'transfer-encoding') {
      coding = coding === undefined ? value : `${coding},${value}`;
    } else if (name === 'connection') {
      if (closes.test(value)) reusable = false;
    } else if (name === 'keep-alive') {
      const seconds = /timeout=(\d{1,6})/i.exec(value)?.[1];
      if (seconds !== undefined) keepAliveMs = Number(seconds) * 1000;
    }
  }
  const framing = toFraming(status, requestMethod, length, coding);
  return { status, headers, framing, reusable: reusable && framing.kind !== 'close', keepAliveMs };
}

function toFraming(status: number, method: string, length: string | undefined, coding: string | undefined): Framing {
  if (coding !== undefined) {
    // one length is a lie, and which one is a matter of opinion
    if (length !== undefined || coding.toLowerCase() !== 'chunked') {
      throw new MalformedResponseError('the end of an answer cannot be told');
    }
  } else if (length !== undefined && !/^\d{1,15}$/.test(length)) {
    throw new MalformedResponseError('the length of an answer is no number');
  }
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return empty;
  if (coding !== undefined) return { kind: 'chunked' };
  return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}
