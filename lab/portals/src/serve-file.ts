import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BuiltFile, Rendition } from './build-files.ts';
import { parseRange } from './byte-range.ts';

const year = 31_536_000;

/** Answers with a file, or with the part of it that is asked for. False, and no answer, when it is no longer there. */
export async function serveFile(req: IncomingMessage, res: ServerResponse, file: BuiltFile): Promise<boolean> {
  const { headers, method } = req;
  const chosen =
    headers.range === undefined ? negotiate(file, headers['accept-encoding'] ?? '') : { ...file, name: '' };
  res.setHeader('cache-control', file.immutable ? `public, max-age=${year}, immutable` : 'no-cache');
  res.setHeader('vary', 'Accept-Encoding');
  res.setHeader('etag', chosen.etag);
  res.setHeader('last-modified', file.modified);
  if (isKnown(headers, chosen.etag, file.modified)) {
    res.writeHead(304).end();
    return true;
  }
  const handle = await open(chosen.path).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const wished = headers['if-range'] === undefined || headers['if-range'] === chosen.etag ? headers.range : undefined;
    const range = parseRange(wished, chosen.size);
    res.setHeader('accept-ranges', 'bytes');
    if (range === null) {
      res.writeHead(416, { 'content-range': `bytes */${chosen.size}` }).end();
      return true;
    }
    const { start, end } = range ?? { start: 0, end: chosen.size - 1 };
    res.setHeader('content-type', file.type);
    res.setHeader('content-length', end - start + 1);
    if (chosen.name !== '') res.setHeader('content-encoding', chosen.name);
    if (range !== undefined) res.setHeader('content-range', `bytes ${start}-${end}/${chosen.size}`);
    res.writeHead(range === undefined ? 200 : 206);
    if (method === 'HEAD' || chosen.size === 0) res.end();
    // a client that leaves half way is no error
    else await pipeline(handle.createReadStream({ start, end, autoClose: false }), res).catch(() => undefined);
    return true;
  } finally {
    await handle.close();
  }
}

/** The smallest form that the client takes. */
function negotiate(file: BuiltFile, accepted: string): Rendition & { name: string } {
  for (const name of ['br', 'gzip'] as const) {
    const rendition = file.encoded[name];
    if (rendition !== undefined && accepts(accepted, name)) return { ...rendition, name };
  }
  return { ...file, name: '' };
}

function accepts(header: string, encoding: string): boolean {
  const offer = header.split(',').find((part) => part.split(';')[0]?.trim().toLowerCase() === encoding);
  return offer !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(offer);
}

/** If-None-Match decides where it is given; If-Modified-Since otherwise. */
function isKnown(headers: IncomingMessage['headers'], etag: string, modified: string): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return since >= Date.parse(modified);
}
