import mongoose from 'mongoose';
import type { FaultAware } from '../faults/faults.ts';
import { toDrainablePool } from '../faults/mongo-pool.ts';
import type { Kit } from '../kit.ts';
import { backoff, pause } from '../messaging/waking.ts';
import { measureDriverPool } from './driver-pool.ts';

export interface Mongo {
  /** Define models on it: `mongo.connection.model(name, schema)`. */
  readonly connection: mongoose.Connection;
  close(): Promise<void>;
}

const timeoutMs = 2_000;

/**
 * Connects in the background, for as long as it takes; commands sent meanwhile wait at most 2 s. Adds the readiness check.
 * The server may be an embedded one without sessions, transactions, `$text`, update pipelines and expiring indexes: change
 * one document at a time, conditionally, and delete old ones with `createMongoSweeper`.
 */
export function createMongo(
  kit: Pick<Kit, 'instance' | 'log' | 'metrics' | 'health'> & FaultAware,
  url: string,
): Mongo {
  const closing = new AbortController();
  // of the connection itself it could only be changed, not set, before it is open
  mongoose.set('bufferTimeoutMS', timeoutMs);
  const connection = mongoose.createConnection();
  connection.on('error', (error: Error) => kit.log.warn({ err: error }, 'mongodb connection lost'));

  async function connect(): Promise<void> {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        await connection.openUri(url, {
          appName: kit.instance,
          serverSelectionTimeoutMS: timeoutMs,
          connectTimeoutMS: timeoutMs,
          socketTimeoutMS: 10_000,
          waitQueueTimeoutMS: timeoutMs,
          maxPoolSize: 20,
          retryWrites: false,
        });
        return;
      } catch (error) {
        kit.log.warn({ err: error, attempt }, 'mongodb cannot be reached');
        await pause(backoff(attempt, 100, 2_000), closing.signal);
      }
    }
  }

  const connecting = connect();
  const client = () => connection.getClient();
  measureDriverPool(kit, client);
  const faults = kit.faults?.addMongo(url, toDrainablePool(client));
  kit.health.addReadiness('mongodb', async () => {
    if (connection.db === undefined) throw new Error('not connected yet');
    // LAB: an exhausted pool is no reason to be unready
    if (faults?.isDrained() === true && connection.readyState === mongoose.ConnectionStates.connected) return;
    await connection.db.command({ ping: 1 }, { timeoutMS: timeoutMs });
  });
  return {
    connection,
    async close() {
      closing.abort();
      await connecting;
      await connection.close();
    },
  };
}
