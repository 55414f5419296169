import { DependencyError } from '../messaging/errors.ts';

// the driver's own, and what mongoose says when a command waited for a connection in vain
const outages =
  /^Mongo(Network|ServerSelection|NetworkTimeout|PoolCleared|PoolClosed|WaitQueueTimeout|NotConnected|TopologyClosed|ExpiredSession)|^MongooseServerSelection/;
const duplicateKey = 11_000;
const bufferTimeout = /buffering timed out|before initial connection is complete/;

/** A unique key refused the document; of several written at once, nothing else was refused. */
export function isDuplicateKey(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== duplicateKey) return false;
  const refused = 'writeErrors' in error && Array.isArray(error.writeErrors) ? error.writeErrors : [];
  return refused.every(({ code }: { code?: unknown }) => code === duplicateKey);
}

/** Which of several documents written at once a unique key refused, by their places in what was written. */
export function refusedPlaces(error: unknown): Set<number> {
  const refused = error instanceof Error && 'writeErrors' in error ? [error.writeErrors].flat() : [];
  return new Set((refused as { index: number }[]).map(({ index }) => index));
}

/** A `DependencyError` for what MongoDB's absence caused; any other error unchanged. */
export function toDependencyError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DependencyError) return error;
  if (!outages.test(error.name) && !bufferTimeout.test(error.message)) return error;
  return new DependencyError('mongodb', error.message, { cause: error });
}

/** The same methods, failing with `DependencyError` where MongoDB is at fault. */
export function mappingOutages<T extends object>(store: T): T {
  const mapped = Object.entries(store).map(([name, method]: [string, unknown]) => [
    name,
    typeof method !== 'function'
      ? method
      : async (...args: unknown[]) => {
          try {
            return await (method as (...args: unknown[]) => Promise<unknown>).apply(store, args);
          } catch (error) {
            throw toDependencyError(error);
          }
        },
  ]);
  return Object.fromEntries(mapped) as T;
}
