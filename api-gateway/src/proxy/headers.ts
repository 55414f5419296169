/** RFC 9110 §7.6.1: meaningful for one connection only, so never forwarded. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the gateway itself decides about a request; a client's own values would be lies. */
const replacedInRequests = new Set([
  'host',
  'x-request-id',
  'traceparent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'forwarded',
  'x-real-ip',
  'expect',
]);

// names arrive in few spellings, so the decision per spelling is remembered; bounded, because clients choose names
const requestDecisions = new Map<string, boolean>();

function dropsInRequest(name: string): boolean {
  let drops = requestDecisions.get(name);
  if (drops === undefined) {
    const lower = name.toLowerCase();
    drops = hopByHop.has(lower) || replacedInRequests.has(lower);
    if (requestDecisions.size < 500) requestDecisions.set(name, drops);
  }
  return drops;
}

/** Headers named by `Connection` are hop-by-hop as well. */
function namedByConnection(value: string | undefined): Set<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined;
  const names = value
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'keep-alive' && name !== 'close' && name !== 'upgrade');
  return names.length === 0 ? undefined : new Set(names);
}

/**
 * Request line and header lines for the upstream: what the client sent, without what is for this hop only and what the
 * gateway decides. `added` are whole lines, first.
 */
export function toUpstreamHead(
  method: string,
  target: string,
  raw: readonly string[],
  connection: string | undefined,
  added: string,
): string {
  const named = namedByConnection(connection);
  let head = `${method} ${target} HTTP/1.1\r\n${added}`;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (dropsInRequest(name) || named?.has(name.toLowerCase()) === true) continue;
    head += `${name}: ${raw[i + 1]}\r\n`;
  }
  return head;
}

/**
 * Flat name/value list for the client: the upstream's headers (names in lower case) without hop-by-hop ones and without
 * those the gateway sets itself (`own`), which follow in `added`. Who served it is said for an upstream that did not.
 */
export function createResponseHeaders(own: ReadonlySet<string>) {
  const dropped = new Set([...hopByHop, ...own]);
  return (received: readonly string[], servedBy: string, added: readonly string[]): string[] => {
    const out: string[] = [];
    const named = namedByConnection(headerOf(received, 'connection'));
    let saysWho = false;
    for (let i = 0; i < received.length; i += 2) {
      const name = received[i] ?? '';
      if (dropped.has(name) || named?.has(name) === true) continue;
      if (name === 'x-served-by') saysWho = true;
      out.push(name, received[i + 1] ?? '');
    }
    // what a library answers beside the service's routes, such as Socket.io, does not say who it is
    if (!saysWho) out.push('x-served-by', servedBy);
    for (const part of added) out.push(part);
    return out;
  };
}

/** The first value of a name (in lower case) in a flat list. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
  return undefined;
}
