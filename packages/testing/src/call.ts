export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

export interface CallOptions {
  token?: string | null | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls a service: JSON goes out, and what is JSON comes back parsed, other text as it is, nothing as undefined. */
export async function call<Body>(
  url: string,
  method: string,
  path: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Answer<Body>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token == null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const parsed: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
  return { status: response.status, body: parsed as Body, headers: response.headers };
}
