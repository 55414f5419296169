import { ApiError, readProblem, unreachable } from './api-error.ts';

export type QueryValue = string | number | boolean | undefined;

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Of POST /api/orders and /api/payments: the same key is the same wish, however often it is sent. */
  idempotencyKey?: string;
  /** The version that an edit is based on, as the ETag gave it. */
  ifMatch?: string;
  signal?: AbortSignal | undefined;
}

/** A successful answer with what its headers say of it. */
export interface ApiAnswer<T> {
  data: T;
  status: number;
  etag: string | undefined;
  /** The gateway's last good copy, because the service behind it does not answer. */
  stale: boolean;
  /** How old the copy is, in seconds; 0 for a fresh answer. */
  ageSeconds: number;
  /** The lab damaged this answer on purpose: the fault's id. */
  labFault: string | undefined;
}

export interface Api {
  /** @throws {ApiError} for every status from 400 on, and when nobody answers. */
  request<T>(path: string, request?: ApiRequest): Promise<ApiAnswer<T>>;
  /** The body of a GET. @throws {ApiError} */
  get<T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal): Promise<T>;
  /**
   * A stream of server-sent events, opened with the token that EventSource could not carry; one that anybody may hear
   * without, so that it comes also while nobody can sign in. @throws {ApiError}
   */
  open(path: string, signal: AbortSignal, access?: 'own' | 'public'): Promise<ReadableStream<Uint8Array>>;
}

export interface TokenSource {
  /** The access token, fresh for a few seconds at least; undefined for who is not signed in. */
  token(): Promise<string | undefined>;
  /** The server refused the token: the next one, or undefined where the session has ended. */
  renew(refused: string): Promise<string | undefined>;
}

/** Everything the portals ask of the gateway, at the page's own origin. */
export function createApi(tokens: TokenSource, fetcher: typeof fetch = (...args) => fetch(...args)): Api {
  const send = async (path: string, request: ApiRequest, token: string | undefined): Promise<Response> => {
    const headers = new Headers({ accept: 'application/json' });
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    if (request.body !== undefined) headers.set('content-type', 'application/json');
    if (request.idempotencyKey !== undefined) headers.set('idempotency-key', request.idempotencyKey);
    if (request.ifMatch !== undefined) headers.set('if-match', request.ifMatch);
    try {
      return await fetcher(path + toSearch(request.query), {
        method: request.method ?? 'GET',
        headers,
        credentials: 'same-origin',
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        ...(request.signal !== undefined && { signal: request.signal }),
      });
    } catch (error) {
      if (request.signal?.aborted === true) throw error;
      throw unreachable();
    }
  };

  const sendSigned = async (path: string, request: ApiRequest): Promise<Response> => {
    const token = await tokens.token();
    const response = await send(path, request, token);
    if (response.status !== 401 || token === undefined) return response;
    // a wrong password that was typed says nothing about the token; sent again it would count twice
    if ((await readProblem(response.clone())).code === 'invalid-credentials') return response;
    const next = await tokens.renew(token);
    return next === undefined ? response : await send(path, request, next);
  };

  const request = async <T>(path: string, request: ApiRequest = {}): Promise<ApiAnswer<T>> => {
    const response = await sendSigned(path, request);
    if (!response.ok) throw await readProblem(response);
    const stale = response.headers.get('x-cache') === 'stale';
    return {
      data: (await readJson(response)) as T,
      status: response.status,
      etag: response.headers.get('etag') ?? undefined,
      stale,
      ageSeconds: stale ? Number(response.headers.get('age') ?? 0) : 0,
      labFault: response.headers.get('x-lab-fault') ?? undefined,
    };
  };

  return {
    request,
    async get<T>(path: string, query?: Record<string, QueryValue>, signal?: AbortSignal) {
      return (await request<T>(path, { ...(query && { query }), signal })).data;
    },
    async open(path, signal, access = 'own') {
      const response = await (access === 'own' ? sendSigned(path, { signal }) : send(path, { signal }, undefined));
      if (!response.ok) throw await readProblem(response);
      if (response.body === null) throw unreachable();
      return response.body;
    },
  };
}

/** `?a=1&b=2` without what is undefined or empty; '' when nothing is left. */
export function toSearch(query: Record<string, QueryValue> | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError({
      title: 'The answer cannot be read',
      status: response.status,
      code: 'unreadable',
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  }
}
