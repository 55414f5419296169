import type { ServiceName } from '@ticketlab/contracts/services';
import { type Instance, isSame, none, quarantineMs } from './discovery.ts';

/** The instances of all services as last known, and those that are out for a while. */
export interface InstanceTable {
  list(service: ServiceName): readonly Instance[];
  /** Replaces what is known of a service; tells the listeners if that changes anything. */
  replace(service: ServiceName, instances: readonly Instance[]): void;
  add(instance: Instance): void;
  /** Leaves it out for a few seconds, whoever lists it. */
  quarantine(instance: Instance): void;
  onChange(listener: (service: ServiceName) => void): () => void;
}

export function createInstanceTable(now: () => number = Date.now): InstanceTable {
  const known = new Map<ServiceName, readonly Instance[]>();
  const listeners = new Set<(service: ServiceName) => void>();
  const out = new Map<string, number>();

  const keyOf = (instance: Instance) => `${instance.service}/${instance.id}/${instance.port}/${instance.startedAt}`;

  function isOut(instance: Instance): boolean {
    const until = out.get(keyOf(instance));
    if (until === undefined) return false;
    if (until > now()) return true;
    out.delete(keyOf(instance));
    return false;
  }

  function replace(service: ServiceName, instances: readonly Instance[]): void {
    const next = out.size === 0 ? instances : instances.filter((instance) => !isOut(instance));
    const before = known.get(service) ?? none;
    if (next.length === before.length && next.every((a) => before.some((b) => isSame(a, b)))) return;
    known.set(service, next);
    for (const listener of listeners) listener(service);
  }

  const list = (service: ServiceName) => known.get(service) ?? none;
  const without = (instance: Instance) => list(instance.service).filter((other) => other.id !== instance.id);

  return {
    list,
    replace,
    add: (instance) => {
      replace(instance.service, [...without(instance), instance]);
    },
    quarantine(instance) {
      const at = now();
      for (const [key, until] of out) if (until <= at) out.delete(key);
      out.set(keyOf(instance), at + quarantineMs);
      replace(instance.service, list(instance.service));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
