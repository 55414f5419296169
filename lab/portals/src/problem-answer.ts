import { type IncomingMessage, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problems, type ProblemCode } from '@ticketlab/contracts/problem';

export interface Refusal {
  code: ProblemCode;
  detail: string;
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
}

export const gatewayAway: Refusal = {
  code: 'service-unavailable',
  detail: 'The API gateway does not answer.',
  retryAfterSeconds: 2,
};

/** Who answers, and under which id. */
export interface Answerer {
  servedBy: string;
  newId: () => string;
}

/** Answers with application/problem+json. */
export function answerProblem(req: IncomingMessage, res: ServerResponse, refusal: Refusal, answerer: Answerer): void {
  const { status, headers, body } = toProblem(req, refusal, answerer);
  res.writeHead(status, headers);
  res.end(req.method === 'HEAD' ? undefined : body);
}

/** The same on a socket that asked for an upgrade, which ends with it. */
export function refuseUpgrade(req: IncomingMessage, socket: Duplex, refusal: Refusal, answerer: Answerer): void {
  const { status, headers, body } = toProblem(req, refusal, answerer);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join('\r\n');
  // a client that never ends its side would keep the socket for good
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}

function toProblem(req: IncomingMessage, { code, detail, retryAfterSeconds, headers }: Refusal, answerer: Answerer) {
  const { status, title } = problems[code];
  const requestId = answerer.newId();
  const instance = (req.url ?? '').split('?')[0] ?? '';
  const body = JSON.stringify({ type: `/problems/${code}`, title, status, detail, instance, requestId });
  return {
    status,
    body,
    headers: {
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      'x-served-by': answerer.servedBy,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...headers,
    },
  };
}
