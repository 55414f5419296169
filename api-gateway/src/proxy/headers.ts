/** As undici hands them out: names in lower case, a list where a header came more than once. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

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

/** Flat name/value list of what goes on to the upstream, `added` last. */
export function toUpstreamHeaders(raw: string[], connection: string | undefined, added: string[]): string[] {
  const named = namedByConnection(connection);
  const out: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (dropsInRequest(name) || named?.has(name.toLowerCase()) === true) continue;
    out.push(name, raw[i + 1] ?? '');
  }
  for (const part of added) out.push(part);
  return out;
}

/**
 * Flat name/value list for the client: the upstream's headers (names in lower case) without hop-by-hop ones and without
 * those the gateway sets itself (`own`), which follow in `added`.
 */
export function createResponseHeaders(own: ReadonlySet<string>) {
  const dropped = new Set([...hopByHop, ...own]);
  return (headers: ReceivedHeaders, added: readonly string[]): string[] => {
    const out: string[] = [];
    const named = namedByConnection(headers['connection']?.toString());
    for (const name in headers) {
      if (dropped.has(name) || named?.has(name) === true) continue;
      const value = headers[name];
      if (typeof value === 'string') out.push(name, value);
      else for (const one of value ?? []) out.push(name, one);
    }
    for (const part of added) out.push(part);
    return out;
  };
}
