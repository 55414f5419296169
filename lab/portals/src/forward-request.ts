import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { type Answerer, answerProblem, gatewayAway } from './problem-answer.ts';

/** Headers that belong to one connection (RFC 9110 §7.6.1), and one that node has already answered. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'expect'],
]);

export interface RequestForwarder {
  /** Answers with what the gateway answers; with a problem of its own when the gateway cannot be reached. */
  forward: (req: IncomingMessage, res: ServerResponse) => void;
  close(): void;
}

interface Surroundings {
  gateway: URL;
  answerer: Answerer;
  onUnreachable: (error: Error) => void;
}

/** Silence of the gateway, whose own limits are shorter. */
const silenceMs = 150_000;

export function createRequestForwarder({ gateway, answerer, onUnreachable }: Surroundings): RequestForwarder {
  const agent = new Agent({ keepAlive: true });

  function forward(req: IncomingMessage, res: ServerResponse): void {
    const headers = toGateway(req);
    const bodiless = req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined;
    send(bodiless && (req.method === 'GET' || req.method === 'HEAD'));

    function send(repeatable: boolean): void {
      const call = request({
        ...{ agent, host: gateway.hostname, port: gateway.port, timeout: silenceMs },
        ...{ method: req.method, path: req.url, headers },
      });
      const abort = () => call.destroy();
      res.once('close', abort);
      call.on('timeout', () => call.destroy(new Error(`silent for ${silenceMs} ms`)));
      call.on('response', (answer) => relay(answer, res));
      call.on('error', (error) => {
        res.off('close', abort);
        if (res.headersSent || res.destroyed) res.destroy();
        // the gateway may have closed a connection that was idle just when it was used again
        else if (repeatable && call.reusedSocket) send(false);
        else fail(error);
      });
      if (bodiless) call.end();
      else req.pipe(call);
    }

    function fail(error: Error): void {
      onUnreachable(error);
      req.unpipe();
      // what is still to come of the request is not waited for
      if (!req.complete) res.setHeader('connection', 'close');
      answerProblem(req, res, gatewayAway, answerer);
    }
  }

  return { forward, close: () => agent.destroy() };
}

function toGateway(req: IncomingMessage): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = { ...req.headers, 'x-forwarded-for': forwardedFor(req) };
  for (const name of connectionHeaders(req)) headers[name] = undefined;
  if (req.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** Whoever the request came from, behind those who it came through so far. */
export function forwardedFor(req: IncomingMessage): string {
  const before = req.headers['x-forwarded-for'];
  const hops = before === undefined ? [] : [String(before)];
  return [...hops, req.socket.remoteAddress ?? 'unknown'].join(', ');
}

function relay(answer: IncomingMessage, res: ServerResponse): void {
  const dropped = connectionHeaders(answer);
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    if (!dropped.has(name) && values !== undefined) res.setHeader(name, values);
  }
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage);
  // an event stream may stay silent for long
  res.flushHeaders();
  // ends either when the other one breaks off
  pipeline(answer, res, () => undefined);
}

function connectionHeaders({ headers }: IncomingMessage): Set<string> {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return new Set([...hopByHop, ...named]);
}
