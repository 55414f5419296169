import { type DriverPool, driverPoolOf } from '../mongo/driver-pool.ts';
import type { DrainablePool } from './pool-exhaustion-fault.ts';

interface Held {
  readonly pool: DriverPool;
  readonly connection: unknown;
}

// the driver asks these of whoever waits for a connection
const patient = { timeoutContext: { connectionCheckoutTimeout: null, csotEnabled: () => false } };

/** LAB: the connections of a MongoDB driver's client, one by one, which its public interface never hands out. */
export function toDrainablePool(client: () => unknown): DrainablePool<Held> {
  return {
    max: () => driverPoolOf(client())?.options.maxPoolSize ?? 0,
    async take() {
      const pool = driverPoolOf(client());
      if (pool === undefined) throw new Error('no connection pool yet');
      return { pool, connection: await pool.checkOut(patient) };
    },
    giveBack({ pool, connection }) {
      pool.checkIn(connection);
    },
  };
}
