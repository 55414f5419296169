import type { ProblemCode } from '@ticketlab/contracts/problem';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller, ServiceCaller, UserCaller } from '../auth/caller.ts';

export type RouteAuth = 'public' | 'optional' | 'user' | 'admin' | 'service';
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 206 | 302 | 303 | 304;
/** Success bodies by status; null = no body. */
export type ResponseSchemas = { readonly [S in SuccessStatus]?: z.ZodType | null };

type CallerOf<A extends RouteAuth> = A extends 'user' | 'admin'
  ? UserCaller
  : A extends 'service'
    ? ServiceCaller
    : A extends 'optional'
      ? UserCaller | null
      : null;

export type ResponseHeaders = Record<string, string | string[]>;

type TypedReply<R extends ResponseSchemas> = {
  [S in keyof R & SuccessStatus]: R[S] extends z.ZodType
    ? {
        readonly status: S;
        readonly body: z.input<R[S]>;
        readonly headers?: ResponseHeaders;
        readonly stored?: undefined;
      }
    : {
        readonly status: S;
        readonly body?: undefined;
        readonly headers?: ResponseHeaders;
        readonly stored?: undefined;
      };
}[keyof R & SuccessStatus];

/** An answer kept earlier and replayed as it was, e.g. for an Idempotency-Key. A status of 400 or more is a problem. */
export interface StoredReply {
  readonly stored: true;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: ResponseHeaders;
}

interface RouteInput<P, Q, H, B, C> {
  readonly params: P;
  readonly query: Q;
  readonly headers: H;
  readonly body: B;
  readonly caller: C;
  readonly req: Request;
  /** A handler that has begun to answer by itself (a stream, say) is left alone. */
  readonly res: Response;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
}

type NoFields = z.ZodObject<Record<string, never>>;

interface RouteSpec<
  A extends RouteAuth,
  R extends ResponseSchemas,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
> {
  readonly method: Method;
  /** An express path template, e.g. `/api/orders/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly auth: A;
  readonly params?: P;
  readonly query?: Q;
  /** Lower-case names. */
  readonly headers?: H;
  readonly body?: B;
  readonly responses: R;
  /** Content type of success bodies other than JSON; such a body is a string or a Buffer. */
  readonly contentType?: string;
  /** Error codes beyond those that validation and auth imply, for OpenAPI. */
  readonly problems?: readonly ProblemCode[];
  readonly handler: (
    input: RouteInput<z.output<P>, z.output<Q>, z.output<H>, z.output<B>, CallerOf<A>>,
  ) => Promise<TypedReply<R> | StoredReply>;
}

/** A route with its types erased, as the server and the OpenAPI document take it. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly auth: RouteAuth;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly responses: ResponseSchemas;
  readonly contentType?: string;
  readonly problems?: readonly ProblemCode[];
  readonly handler: (
    input: RouteInput<unknown, unknown, unknown, unknown, Caller | null>,
  ) => Promise<{ readonly status: number; readonly body?: unknown; readonly headers?: ResponseHeaders }>;
}

/** Declares a route: what it takes, who may call it, what it answers. The handler gets validated, typed input. */
export function route<
  A extends RouteAuth,
  const R extends ResponseSchemas,
  P extends z.ZodObject = NoFields,
  Q extends z.ZodObject = NoFields,
  H extends z.ZodObject = NoFields,
  B extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<A, R, P, Q, H, B>): Route {
  // the server hands each handler what its own schemas produced
  return spec as unknown as Route;
}
