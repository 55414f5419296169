import { UpstreamUnavailableError } from '@ticketlab/service-kit/resilience/upstream-errors';
import type { Order } from '../domain/order.ts';
import type { Conductor } from './conduct.ts';
import type { OrderStore } from './ports.ts';

export interface Pursuer {
  /** Goes on with the order in the background. Resolves as soon as there is room for it to begin. */
  pursue(order: Order): Promise<void>;
  /** Takes up what is due. True when there may be more. */
  sweep(): Promise<boolean>;
  /** Resolves when nothing is in flight any more. */
  settle(): Promise<void>;
}

/** Runs the conductor for many orders, at most `concurrency` at once. What fails stays due and is swept up later. */
export function createPursuer(
  deps: {
    conductor: Conductor;
    store: OrderStore;
    onFailure: (order: Order, error: unknown, isOutage: boolean) => void;
  },
  { concurrency }: { concurrency: number },
): Pursuer {
  const { conductor, store, onFailure } = deps;
  const inFlight = new Set<Promise<void>>();

  async function attempt(order: Order): Promise<void> {
    try {
      await conductor.pursue(order);
    } catch (error) {
      onFailure(order, error, error instanceof UpstreamUnavailableError);
    }
  }

  async function pursue(order: Order): Promise<void> {
    if (order.work === null) return;
    while (inFlight.size >= concurrency) await Promise.race(inFlight);
    const attempting = attempt(order).finally(() => inFlight.delete(attempting));
    inFlight.add(attempting);
  }

  return {
    pursue,
    async sweep() {
      const batch = concurrency * 2;
      const due = await store.claimWork(batch);
      for (const { order } of due) await pursue(order);
      return due.length === batch;
    },
    async settle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
