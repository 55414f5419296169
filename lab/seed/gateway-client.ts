import { problemSchema, type Problem } from '@ticketlab/contracts/problem';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';

/** The gateway answered with an error. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(call: string, status: number, problem: Problem | undefined) {
    super(`${call} answered ${status}${problem === undefined ? '' : ` (${problem.detail ?? problem.title})`}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Nobody answered at all. */
export class GatewayUnreachableError extends Error {}

interface Call<T extends z.ZodType> {
  schema: T;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface GatewayClient {
  get<T extends z.ZodType>(path: string, call: Call<T>): Promise<z.output<T>>;
  post<T extends z.ZodType>(path: string, call: Call<T>): Promise<z.output<T>>;
}

const passing = new Set([502, 503, 504]);

/** Speaks to the public API. What says that a service is not there yet is asked again for a while (default 15 s). */
export function createGatewayClient(baseUrl: string, { patienceMs = 15_000 } = {}): GatewayClient {
  const send = async <T extends z.ZodType>(method: string, path: string, call: Call<T>): Promise<z.output<T>> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const response = await reach(baseUrl + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
          ...call.headers,
        },
        body: call.body === undefined ? null : JSON.stringify(call.body),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok) return call.schema.parse(answer);
      if (!passing.has(response.status) || performance.now() > deadline) {
        throw new ApiError(`${method} ${path}`, response.status, problemSchema.safeParse(answer).data);
      }
      await delay(150);
    }
  };
  const reach = (url: string, init: RequestInit) =>
    fetch(url, init).catch((error: unknown) => {
      const { cause } = error as { cause?: Error };
      throw new GatewayUnreachableError(
        `the gateway does not answer at ${baseUrl} (${cause?.message ?? (error as Error).message})`,
      );
    });
  return {
    get: (path, call) => send('GET', path, call),
    post: (path, call) => send('POST', path, call),
  };
}
