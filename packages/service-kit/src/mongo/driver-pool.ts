import { Gauge } from 'prom-client';
import type { Kit } from '../kit.ts';

const name = 'db_pool_connections';

/** What the driver keeps to itself about its connections. */
export interface DriverPool {
  checkOut(options: object): Promise<unknown>;
  checkIn(connection: unknown): void;
  readonly options: { readonly maxPoolSize: number };
  readonly availableConnectionCount: number;
  readonly currentCheckedOutCount: number;
  readonly waitQueueSize: number;
}

/** The pool of a driver's client once it is connected; undefined also where a version of the driver keeps it elsewhere. */
export function driverPoolOf(client: unknown): DriverPool | undefined {
  const { topology } = (client ?? {}) as { topology?: { s?: { servers?: Map<string, { pool?: DriverPool }> } } };
  for (const { pool } of topology?.s?.servers?.values() ?? []) {
    if (typeof pool?.checkOut === 'function' && typeof pool.checkIn === 'function') return pool;
  }
  return undefined;
}

/** The same metric that PostgreSQL pools have; a service with both shows the one it created first. */
export function measureDriverPool(kit: Pick<Kit, 'metrics'>, client: () => unknown): void {
  if (kit.metrics.registry.getSingleMetric(name) !== undefined) return;
  new Gauge({
    name,
    help: 'Connections of the database pool; waiting counts callers without one',
    labelNames: ['state'],
    registers: [kit.metrics.registry],
    collect() {
      const pool = driverPoolOf(client());
      if (pool === undefined) return;
      this.set({ state: 'active' }, pool.currentCheckedOutCount);
      this.set({ state: 'idle' }, pool.availableConnectionCount);
      this.set({ state: 'waiting' }, pool.waitQueueSize);
      this.set({ state: 'max' }, pool.options.maxPoolSize);
    },
  });
}
