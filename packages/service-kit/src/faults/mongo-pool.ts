import type { DrainablePool } from './pool-exhaustion-fault.ts';

interface DriverPool {
  checkOut(options: object): Promise<unknown>;
  checkIn(connection: unknown): void;
  readonly options: { readonly maxPoolSize: number };
}

interface Held {
  readonly pool: DriverPool;
  readonly connection: unknown;
}

// the driver asks these of whoever waits for a connection
const patient = { timeoutContext: { connectionCheckoutTimeout: null, csotEnabled: () => false } };

/**
 * LAB: the connections of a MongoDB driver's client, one by one, which its public interface never hands out. Where a
 * version of the driver keeps them elsewhere, none can be taken.
 */
export function toDrainablePool(client: () => unknown): DrainablePool<Held> {
  return {
    max: () => poolOf(client())?.options.maxPoolSize ?? 0,
    async take() {
      const pool = poolOf(client());
      if (pool === undefined) throw new Error('no connection pool yet');
      return { pool, connection: await pool.checkOut(patient) };
    },
    giveBack({ pool, connection }) {
      pool.checkIn(connection);
    },
  };
}

function poolOf(client: unknown): DriverPool | undefined {
  const { topology } = client as { topology?: { s?: { servers?: Map<string, { pool?: DriverPool }> } } };
  for (const { pool } of topology?.s?.servers?.values() ?? []) {
    if (typeof pool?.checkOut === 'function' && typeof pool.checkIn === 'function') return pool;
  }
  return undefined;
}
