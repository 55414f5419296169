import type { Instance } from '@ticketlab/service-kit/resilience/discovery';
import { type ConnectionPool, createConnectionPool } from '../http1/connection-pool.ts';

/** One instance of an upstream with its connections and what is in flight to it. */
export interface PooledInstance {
  instance: Instance;
  connections: ConnectionPool;
  /** host:port */
  authority: string;
  inFlight: number;
}

/** Keeps one pool of connections per instance; pools of instances that left are closed once their requests are done. */
export function createInstancePools(options: { connectTimeoutMs: number; connections: number }) {
  const pools = new Map<string, PooledInstance>();
  // discovery hands out the same objects until something changes
  const byInstance = new Map<Instance, PooledInstance>();
  const addressOf = (instance: Instance): string => `${instance.host}:${instance.port}`;

  return {
    of(instance: Instance): PooledInstance {
      const known = byInstance.get(instance);
      if (known !== undefined) return known;
      const address = addressOf(instance);
      let pooled = pools.get(address);
      if (pooled === undefined || pooled.instance.id !== instance.id) {
        pooled?.connections.close();
        const { host, port } = instance;
        pooled = {
          instance,
          connections: createConnectionPool({ host, port, ...options }),
          authority: address,
          inFlight: 0,
        };
        pools.set(address, pooled);
      }
      byInstance.set(instance, pooled);
      return pooled;
    },
    /** Closes the pools of a service's instances that are no longer there. */
    retain(service: string, instances: readonly Instance[]): void {
      for (const instance of byInstance.keys()) if (instance.service === service) byInstance.delete(instance);
      const present = new Set(instances.map(addressOf));
      for (const [address, pooled] of pools) {
        if (pooled.instance.service === service && !present.has(address)) {
          pools.delete(address);
          pooled.connections.close();
        }
      }
    },
    close(): void {
      for (const { connections } of pools.values()) connections.destroy();
      pools.clear();
      byInstance.clear();
    },
  };
}

export type InstancePools = ReturnType<typeof createInstancePools>;
