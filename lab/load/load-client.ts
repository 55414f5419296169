import { Pool } from 'undici';
import type { Recorder } from './recorder.ts';

export interface LoadRequest {
  /** what it counts under in the report, for example `GET /api/events/:id` */
  endpoint: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** statuses that are no error for this journey; default: 2xx and 304 */
  expect?: readonly number[];
}

export interface LoadResponse {
  status: number;
  body: unknown;
  header(name: string): string | undefined;
}

/** A request ended otherwise than its journey expects. It is in the error table already. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer';
  readonly injected: boolean;
  constructor(message: string, injected: boolean) {
    super(message);
    this.injected = injected;
  }
}

/** Sends requests of one journey. `intendedAt` is when its first one should have gone out, in performance.now() time. */
export interface JourneyHttp {
  send(request: LoadRequest): Promise<LoadResponse>;
}

export function createLoadClient(target: string, options: { connections: number; timeoutMs: number }) {
  const pool = new Pool(target, {
    connections: options.connections,
    pipelining: 1,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  });

  async function exchange(request: LoadRequest): Promise<LoadResponse> {
    const { statusCode, headers, body } = await pool.request({
      method: request.method,
      path: request.path,
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
        ...request.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    });
    const text = await body.text();
    const isJson = String(headers['content-type']).includes('json');
    return {
      status: statusCode,
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
      header: (name) => {
        const value = headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
    };
  }

  return {
    /** Requests outside the measured run: preparing accounts and events. */
    exchange,
    forJourney(recorder: Recorder, intendedAt: number): JourneyHttp {
      // the first request waited since the journey was due; a stall before it must not be hidden
      let from: number | null = intendedAt;
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
          if (isExpected(request, response.status)) return response;
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
    close: () => pool.destroy(),
  };
}

export type LoadClient = ReturnType<typeof createLoadClient>;

function isExpected({ expect }: LoadRequest, status: number): boolean {
  if (expect !== undefined) return expect.includes(status);
  return (status >= 200 && status < 300) || status === 304;
}

function problemType({ status, body }: LoadResponse): string {
  if (typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string') {
    return `${status} ${body.type.replace('/problems/', '')}`;
  }
  return String(status);
}
