import { AsyncLocalStorage } from 'node:async_hooks';

/** What one request, message or job carries through everything it calls. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C traceparent to send onwards. */
  readonly traceparent: string;
  readonly traceId: string;
  /** Known once the caller is verified. */
  userId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

export function runInContext<T>(context: RequestContext, fn: () => T): T {
  return storage.run(context, fn);
}
