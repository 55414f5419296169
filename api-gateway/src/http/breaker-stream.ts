import { createEventStream, type StreamedEvent } from '@ticketlab/service-kit/http/event-stream';
import type { Worker } from '@ticketlab/service-kit/kit';
import type { Response } from 'express';
import type { Upstream } from '../proxy/upstream.ts';

/** Anybody may listen, so there is an end to how many do, */
const mostListeners = 500;
/** and to what is kept for one that does not read. */
const mostBufferedBytes = 64 * 1024;

/** What is heard of an upstream here. */
export type Watched = Pick<Upstream, 'name'> & { readonly breaker: Pick<Upstream['breaker'], 'snapshot' | 'onChange'> };

export interface BreakerStream {
  /** @throws {ProblemError} `overloaded` */
  handle(res: Response): void;
  /** Ends all streams when the instance drains. */
  readonly worker: Worker;
}

/** Server-sent events: first the state of every breaker, then each change as it happens. */
export function createBreakerStream(upstreams: readonly Watched[]): BreakerStream {
  const stream = createEventStream({ mostListeners, mostBufferedBytes });
  const toEvent = ({ name, breaker }: Watched): StreamedEvent => ({
    event: 'breaker',
    data: { upstream: name, ...breaker.snapshot() },
  });
  for (const upstream of upstreams) {
    upstream.breaker.onChange(() => {
      const { event, data } = toEvent(upstream);
      stream.send(event, data);
    });
  }
  return { handle: (res) => stream.open(res, upstreams.map(toEvent)), worker: stream.worker };
}
