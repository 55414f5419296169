import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PortalName } from '@ticketlab/contracts/services';
import type { CurrentBuild } from './current-build.ts';
import { type Answerer, answerProblem, type Refusal } from './problem-answer.ts';
import { emptyPolicy, pagePolicy, securityHeaders } from './security-headers.ts';
import { serveFile } from './serve-file.ts';

/** What an answer was, for the metrics. */
export type PortalRoute = 'api' | 'file' | 'page';

interface PortalParts {
  portal: PortalName;
  build: CurrentBuild;
  answerer: Answerer;
  forward: RequestListener;
  /** Told of each answer as it begins. */
  watch: (route: PortalRoute, req: IncomingMessage, res: ServerResponse) => void;
}

/**
 * One portal: `/api` is the gateway's; a path that names a file is that file; every other path is a page, and all pages
 * are index.html, whose script knows them.
 */
export function createPortalHandler({ portal, build, answerer, forward, watch }: PortalParts): RequestListener {
  const headers = securityHeaders(portal);

  return (req, res) => {
    const path = parsePath(req.url ?? '');
    if (path === '/api' || path?.startsWith('/api/') === true) {
      watch('api', req, res);
      forward(req, res);
      return;
    }
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    res.setHeader('x-served-by', answerer.servedBy);
    const refuse = (refusal: Refusal) => {
      res.setHeader('content-security-policy', emptyPolicy);
      answerProblem(req, res, refusal, answerer);
    };
    const isPage = path !== undefined && (path === '/index.html' || !hasEnding(path));
    watch(isPage ? 'page' : 'file', req, res);
    if (path === undefined) refuse({ code: 'validation-failed', detail: 'The path is malformed.' });
    else if (req.method !== 'GET' && req.method !== 'HEAD')
      refuse({ code: 'method-not-allowed', detail: 'Here is nothing but files.', headers: { allow: 'GET, HEAD' } });
    else if (isPage) servePage();
    else void serve(path);

    function servePage(): void {
      const newest = build.newest();
      if (newest === undefined) {
        const detail = `The ${portal} has not been built: ./deploy.sh builds it, and tells why when it cannot.`;
        refuse({ code: 'service-unavailable', detail, retryAfterSeconds: 10 });
        return;
      }
      const nonce = randomBytes(16).toString('base64url');
      const html = newest.page.join(nonce);
      res.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-length': Buffer.byteLength(html),
        'cache-control': 'no-cache',
        'content-security-policy': pagePolicy(nonce),
      });
      res.end(req.method === 'HEAD' ? undefined : html);
    }

    async function serve(name: string): Promise<void> {
      const file = build.known()?.files.get(name) ?? build.newest()?.files.get(name);
      res.setHeader('content-security-policy', emptyPolicy);
      if (file !== undefined && (await serveFile(req, res, file))) return;
      for (const stale of ['cache-control', 'etag', 'last-modified', 'vary']) res.removeHeader(stale);
      refuse({ code: 'not-found', detail: 'There is no such file.' });
    }
  };
}

/** Decoded; undefined when it is no path. */
function parsePath(url: string): string | undefined {
  const [path = ''] = url.split('?');
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

const hasEnding = (path: string) => path.startsWith('/assets/') || /\.[^/]*$/.test(path);
