/** One HTTP response, its headers still as text: most callers look at none or one of them. */
export interface RawResponse {
  status: number;
  /** status line and header lines, without the empty line */
  head: string;
  body: Buffer;
  /** whether the server lets another request follow on this connection */
  reusable: boolean;
}

type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

interface Head {
  status: number;
  text: string;
  framing: Framing;
  reusable: boolean;
}

const emptyLine = Buffer.from('\r\n\r\n');

/** Puts responses together from what a connection delivers; calls back with each one that is complete. */
export function createResponseReader(onResponse: (response: RawResponse) => void) {
  let head: Head | null = null;
  let parts: Buffer[] = [];
  let size = 0;

  function finish(body: Buffer, { status, text, reusable }: Head): void {
    head = null;
    parts = [];
    size = 0;
    onResponse({ status, head: text, body, reusable });
  }

  function all(): Buffer {
    const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, size);
    parts = [whole];
    return whole;
  }

  /** @returns false when more is needed */
  function step(): boolean {
    if (head === null) {
      const found = all();
      const end = found.indexOf(emptyLine);
      if (end === -1) return false;
      const parsed = parseHead(found.toString('latin1', 0, end));
      const rest = found.subarray(end + 4);
      parts = [rest];
      size = rest.length;
      // 100 Continue, 103 Early Hints: the answer itself follows
      if (parsed.status < 200) return size > 0;
      head = parsed;
    }
    const { framing } = head;
    if (framing.kind === 'close') return false;
    if (framing.kind === 'length') {
      if (size < framing.bytes) return false;
      const body = all();
      finish(body.length === framing.bytes ? body : body.subarray(0, framing.bytes), head);
      return false;
    }
    const body = decodeChunks(all());
    if (body !== undefined) finish(body, head);
    return false;
  }

  return {
    /** @throws Error when it is not HTTP/1.1 */
    push(data: Buffer): void {
      parts.push(data);
      size += data.length;
      while (step());
    },
    /** The connection has ended. @returns whether that completed a response */
    end(): boolean {
      if (head?.framing.kind !== 'close') return false;
      finish(all(), head);
      return true;
    },
  };
}

function parseHead(text: string): Head {
  if (!text.startsWith('HTTP/1.')) throw new Error('the server does not speak HTTP/1.1');
  const status = Number(text.slice(9, 12));
  const reusable = !/\r\nconnection: *close/i.test(text);
  return { status, text, framing: framingOf(text, status), reusable };
}

function framingOf(head: string, status: number): Framing {
  if (status === 204 || status === 304 || status < 200) return { kind: 'length', bytes: 0 };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) return { kind: 'length', bytes: Number(length[1]) };
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? { kind: 'chunked' } : { kind: 'close' };
}

/** The body of a chunked message; undefined while its end is missing. */
function decodeChunks(data: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = data.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const bytes = Number.parseInt(data.toString('latin1', at, line), 16);
    if (Number.isNaN(bytes)) throw new Error('a chunk has no length');
    const start = line + 2;
    if (bytes === 0) {
      // trailers, if any, end with an empty line
      const ended = data.indexOf('\r\n', start) === start || data.indexOf(emptyLine, start) !== -1;
      return ended ? Buffer.concat(chunks) : undefined;
    }
    if (data.length < start + bytes + 2) return undefined;
    chunks.push(data.subarray(start, start + bytes));
    at = start + bytes + 2;
  }
}

/** The first value of a header; `name` in lower case. */
export function headerOf({ head }: RawResponse, name: string): string | undefined {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at === -1) return undefined;
  const start = at + name.length + 3;
  const end = head.indexOf('\r\n', start);
  return head.slice(start, end === -1 ? undefined : end).trim();
}
