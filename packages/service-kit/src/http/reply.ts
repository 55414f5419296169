import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResponseHeaders } from './route.ts';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: ResponseHeaders | undefined;
}

/**
 * Writes an answer: JSON unless `contentType` says otherwise, problem+json for stored errors. A GET whose `ETag` the
 * client has already becomes 304.
 */
export function writeReply(req: IncomingMessage, res: ServerResponse, reply: Reply, contentType?: string): void {
  let etag: string | undefined;
  for (const name in reply.headers) {
    const value = reply.headers[name];
    if (value === undefined) continue;
    res.setHeader(name, value);
    if (typeof value === 'string' && name.toLowerCase() === 'etag') etag = value;
  }
  if (reply.status === 200 && etag !== undefined && isKnown(req, etag)) {
    res.statusCode = 304;
    res.end();
    return;
  }
  res.statusCode = reply.status;
  if (reply.body === undefined) {
    if (reply.status !== 204 && reply.status !== 304) res.setHeader('content-length', 0);
    res.end();
    return;
  }
  const raw = contentType !== undefined && reply.status < 400;
  const payload = raw && isRaw(reply.body) ? reply.body : JSON.stringify(reply.body);
  if (!res.hasHeader('content-type')) {
    const json = reply.status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
    res.setHeader('content-type', raw ? contentType : json);
  }
  res.setHeader('content-length', Buffer.byteLength(payload));
  res.end(payload);
}

function isRaw(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

function isKnown(req: IncomingMessage, etag: string): boolean {
  const known = req.headers['if-none-match'];
  if (known === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return false;
  if (known === '*') return true;
  const bare = etag.replace(/^W\//, '');
  return known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === bare);
}
