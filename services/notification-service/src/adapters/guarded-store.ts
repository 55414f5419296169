import { once } from 'node:events';
import { DependencyError } from '@ticketlab/service-kit/messaging/errors';
import type { Mongo } from '@ticketlab/service-kit/mongo/connect';
import { mappingOutages } from '@ticketlab/service-kit/mongo/errors';
import mongoose from 'mongoose';

const patienceMs = 2_000;

type Method = (...args: never[]) => Promise<unknown>;

/** Puts store methods under one guard: they wait a little for MongoDB and fail with `DependencyError` without it. */
export type GuardStore = <T extends { [K in keyof T]: Method }>(store: T) => T;

/** Cursors of a connection that was never open cannot be used at all, so calls wait here for the first one. */
export function createGuard({ connection }: Pick<Mongo, 'connection'>): GuardStore {
  async function connected(): Promise<void> {
    if (connection.readyState === mongoose.ConnectionStates.connected) return;
    try {
      await once(connection, 'connected', { signal: AbortSignal.timeout(patienceMs) });
    } catch (error) {
      throw new DependencyError('mongodb', 'cannot be reached', { cause: error });
    }
  }

  return <T extends { [K in keyof T]: Method }>(store: T): T => {
    const waiting = Object.entries<Method>(store).map(([name, method]) => [
      name,
      async (...args: never[]) => {
        await connected();
        return method(...args);
      },
    ]);
    return mappingOutages(Object.fromEntries(waiting) as T);
  };
}
