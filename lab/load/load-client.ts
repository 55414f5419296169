import { isExpected, problemType } from './answers.ts';
import { createConnectionPool, type PoolOptions } from './http/connection-pool.ts';
import { headerOf, type RawResponse } from './http/response-reader.ts';
import { type JourneyHttp, type LoadRequest, type LoadResponse, UnexpectedAnswer } from './journey.ts';
import type { Recorder } from './recorder.ts';

/** Headers and body are read only when somebody looks: most journeys need neither. A class, for its cheap getter. */
class ReceivedResponse implements LoadResponse {
  readonly status: number;
  readonly #raw: RawResponse;

  constructor(raw: RawResponse) {
    this.status = raw.status;
    this.#raw = raw;
  }

  get body(): unknown {
    const text = this.#raw.body.toString('utf8');
    const isJson = this.header('content-type')?.includes('json') === true;
    return isJson && text !== '' ? (JSON.parse(text) as unknown) : text;
  }

  header(name: string): string | undefined {
    return headerOf(this.#raw, name);
  }
}

/** @param target an http:// URL */
export function createLoadClient(target: string, options: PoolOptions) {
  const url = new URL(target);
  const pool = createConnectionPool(url, options);
  const hostLine = `host: ${url.host}\r\n`;

  function toText({ method, path, headers, token, body }: LoadRequest): string {
    let text = `${method} ${path} HTTP/1.1\r\n${hostLine}`;
    if (token !== undefined) text += `authorization: Bearer ${token}\r\n`;
    if (headers !== undefined) {
      for (const name in headers) text += `${name}: ${headers[name] ?? ''}\r\n`;
    }
    if (body === undefined) return method === 'GET' ? `${text}\r\n` : `${text}content-length: 0\r\n\r\n`;
    const json = JSON.stringify(body);
    return `${text}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
  }

  async function exchange(request: LoadRequest): Promise<LoadResponse> {
    return new ReceivedResponse(await pool.exchange(toText(request), request.method === 'GET'));
  }

  return {
    /** Requests outside the measured run: preparing accounts and events. @throws TransportError */
    exchange,
    /** `since`: when the journey's first request should have gone out, in performance.now() time. */
    forJourney(recorder: Recorder, since: number): JourneyHttp {
      // the first request waited since the journey was due; a stall before it must not be hidden
      let from: number | null = since;
      return {
        async send(request) {
          const startedAt = from ?? performance.now();
          from = null;
          let response: LoadResponse;
          try {
            response = await exchange(request);
          } catch (error) {
            recorder.request(request.endpoint, performance.now() - startedAt);
            const type = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
            recorder.error({ type, endpoint: request.endpoint, injected: false, example: null });
            throw new UnexpectedAnswer(type, false);
          }
          recorder.request(request.endpoint, performance.now() - startedAt);
          if (isExpected(request, response)) return response;
          const injected = response.header('x-lab-fault') !== undefined;
          const type = problemType(response);
          recorder.error({
            type,
            endpoint: request.endpoint,
            injected,
            example: response.header('x-request-id') ?? null,
          });
          throw new UnexpectedAnswer(type, injected);
        },
      };
    },
    close: () => pool.close(),
  };
}

export type LoadClient = ReturnType<typeof createLoadClient>;
