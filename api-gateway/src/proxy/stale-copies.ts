import type { Exchange } from './exchange.ts';
import type { ResponseSink } from './forward.ts';
import type { StaleCache } from './stale-cache.ts';

const largestBody = 512 * 1024;
const longestKey = 512;

/** Keeps a copy of a public answer while it streams to the client. */
export function captureForStale(cache: StaleCache, key: string, headers: string[], sink: ResponseSink): void {
  if (key.length > longestKey || !isPublic(headers)) return;
  const chunks: Buffer[] = [];
  let size = 0;
  sink.onChunk = (chunk) => {
    size += chunk.length;
    if (size <= largestBody) chunks.push(Buffer.from(chunk));
  };
  sink.onEnd = () => {
    if (size <= largestBody) {
      cache.set(key, {
        status: 200,
        headers: contentHeaders(headers),
        body: Buffer.concat(chunks),
        storedAt: Date.now(),
      });
    }
  };
}

/** Answers with the kept copy, marked as stale with its age (RFC 9111). False when there is none. */
export function serveStale(cache: StaleCache, exchange: Exchange): boolean {
  const { res } = exchange;
  const copy = cache.get(exchange.target);
  if (copy === undefined || res.headersSent || res.destroyed) return false;
  res.writeHead(copy.status, [
    ...copy.headers,
    'content-length',
    String(copy.body.length),
    'x-served-by',
    exchange.servedBy,
    'traceparent',
    exchange.traceparent,
    'x-cache',
    'stale',
    'age',
    String(Math.floor((Date.now() - copy.storedAt) / 1000)),
    'cache-control',
    'no-store',
    ...exchange.ownHeaders,
  ]);
  res.end(copy.body);
  return true;
}

function isPublic(headers: string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'cache-control') return headers[i + 1]?.includes('public') === true;
  }
  return false;
}

const kept = new Set(['content-type', 'etag', 'last-modified', 'vary', 'content-encoding']);

function contentHeaders(headers: string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (kept.has(name.toLowerCase())) out.push(name, headers[i + 1] ?? '');
  }
  return out;
}
