import type { ProblemCode } from '@ticketlab/contracts/problem';

export interface AskedFor {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  idempotencyKey: string | null;
}

type Answer = (asked: AskedFor) => Response | Promise<Response>;

/** What the portals see of the gateway, answered by the test. The newest answer that fits `GET /api/…` is given. */
export interface StubGateway {
  fetch: typeof fetch;
  answer(route: `${'GET' | 'POST'} /api/${string}`, answer: Answer | object): void;
  /** What has been asked of a route, oldest first. */
  asked(route: string): AskedFor[];
}

export function createStubGateway(): StubGateway {
  const answers = new Map<string, Answer>();
  const log: AskedFor[] = [];
  return {
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : String(input), window.location.origin);
      const asked: AskedFor = {
        method: init?.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
        idempotencyKey: new Headers(init?.headers).get('idempotency-key'),
      };
      log.push(asked);
      const answer = answers.get(`${asked.method} ${asked.path}`);
      return (await answer?.(asked)) ?? problem(404, 'not-found', 'Not found');
    },
    answer(route, answer) {
      answers.set(route, typeof answer === 'function' ? (answer as Answer) : () => json(answer));
    },
    asked: (route) => log.filter(({ method, path }) => `${method} ${path}` === route),
  };
}

export function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(
  status: number,
  code: ProblemCode,
  title: string,
  detail?: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: `/problems/${code}`, title, status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1', ...headers },
  });
}
