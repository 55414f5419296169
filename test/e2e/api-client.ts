import { randomUUID } from 'node:crypto';
import { checkConventions, type Answer, type ApiContract } from './api-contract.ts';

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Speaks to the gateway; holds every answer against the conventions and, where it is documented, the document. */
export interface ApiClient {
  contract: ApiContract;
  /** Any documented route. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** What the document leaves out, such as /health. */
  plain(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A documented route that must answer `status`; resolves to the body. */
  expect<T>(status: number, method: string, path: string, options?: CallOptions): Promise<T>;
}

export const idempotencyKey = () => ({ 'idempotency-key': randomUUID() });

export function createApiClient(baseUrl: string, contract: ApiContract): ApiClient {
  const plain: ApiClient['plain'] = async (method, path, options) => {
    const answer = await send(baseUrl, method, path, options);
    checkConventions(`${method} ${path}`, answer);
    return answer;
  };
  const call: ApiClient['call'] = async (method, path, options) => {
    const answer = await plain(method, path, options);
    contract.check(method, path, answer);
    return answer;
  };
  return {
    contract,
    plain,
    call,
    async expect<T>(status: number, method: string, path: string, options?: CallOptions) {
      const answer = await call(method, path, options);
      if (answer.status === status) return answer.json as T;
      throw new Error(`${method} ${path} answered ${answer.status} instead of ${status}: ${answer.text}`);
    },
  };
}

export async function send(
  baseUrl: string,
  method: string,
  path: string,
  { token, body, headers }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
