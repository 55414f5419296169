import type { LoadRequest, LoadResponse } from '../journey.ts';

/** How data is prepared, before a run and outside its measuring. k6 brings its own. */
export interface Setting {
  exchange: (request: LoadRequest) => Promise<LoadResponse>;
  wait: (milliseconds: number) => Promise<void>;
  newKey: () => string;
  /** Of an admin, for creating events. */
  adminToken: () => Promise<string>;
}

/** @throws Error naming the request that did not work */
export async function must(setting: Setting, request: LoadRequest): Promise<LoadResponse> {
  const answer = await setting.exchange(request);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`preparing the run: ${request.endpoint} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

export function get(path: string, token?: string): LoadRequest {
  return { endpoint: `GET ${path}`, method: 'GET', path, ...(token === undefined ? {} : { token }) };
}

export function post({ newKey }: Setting, path: string, body: unknown, token?: string): LoadRequest {
  return {
    endpoint: `POST ${path}`,
    method: 'POST',
    path,
    body,
    headers: { 'idempotency-key': newKey() },
    ...(token === undefined ? {} : { token }),
  };
}
