import { setTimeout as sleep } from 'node:timers/promises';
import type { ActiveFault } from './active-fault.ts';

/** A pool whose connections can be taken out and put back. */
export interface DrainablePool<C> {
  readonly max: () => number;
  take(): Promise<C>;
  giveBack(connection: C): void;
}

export interface PoolDrain<C> {
  /** Connections that are held now; readiness may ask through one of them, since it must not fail. */
  readonly held: readonly C[];
  exhaust(active: ActiveFault): void;
}

const retryMs = 100;

/** LAB: takes connections and keeps them until the fault ends. */
export function createPoolDrain<C>(pool: DrainablePool<C>): PoolDrain<C> {
  const held: C[] = [];

  async function takeAll(active: ActiveFault): Promise<void> {
    const { signal } = active;
    const wanted = Math.max(0, pool.max() - active.number('leave'));
    const mine: C[] = [];
    signal.addEventListener('abort', () => {
      for (const connection of mine) giveBack(connection);
    });
    while (!signal.aborted && mine.length < wanted) {
      try {
        const connection = await pool.take();
        // the loop's condition is older than this connection
        if (isOver(signal)) pool.giveBack(connection);
        else {
          mine.push(connection);
          held.push(connection);
        }
      } catch {
        await sleep(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  function giveBack(connection: C): void {
    held.splice(held.indexOf(connection), 1);
    pool.giveBack(connection);
  }

  return { held, exhaust: (active) => void takeAll(active) };
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
