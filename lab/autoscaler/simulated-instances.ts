import type { ObservedInstance, ResourceName } from './types.ts';

/** A load on a service, spread evenly over its ready instances while it lasts. */
export interface LoadProfile {
  millicores: number;
  bytes: number;
  /** It begins at 0. */
  holdMs: number;
}

/** What an instance uses by itself: always, and in addition while there is load. */
export interface InstanceCost {
  millicores: number;
  bytes: number;
  /** Of one that has only just started and not worked yet. */
  freshBytes: number;
  /** Of the same one once it has worked. */
  warmBytes: number;
  busyBytes: number;
  /** 0 to 1, of what load has added: after it, processes give only the rest back. */
  keptShare: number;
}

interface Simulated {
  id: number;
  startedAt: number;
  readyAt: number;
  /** Set from the decision after its start, as the loop first sees it then. */
  seenAt: number | null;
  /** The most that load has added so far; null: it has not worked yet. */
  addedBytes: number | null;
}

export interface SimulatedInstances {
  /** Takes effect at `now`: the youngest go at once, new ones are ready after the start-up delay. */
  scale(replicas: number, now: number): void;
  /** What the loop would see at `now`; each call ends the cpu window that the last one began. */
  observe(now: number, requests: Partial<Record<ResourceName, number>>): ObservedInstance[];
  readyCount(now: number): number;
}

const longAgo = -3_600_000;

export function createSimulatedInstances(
  replicas: number,
  load: LoadProfile,
  cost: InstanceCost,
  startUpMs: number,
  windowBeganAt: number,
): SimulatedInstances {
  const instances: Simulated[] = Array.from({ length: replicas }, (_, index) => ({
    id: index + 1,
    startedAt: longAgo,
    readyAt: longAgo + 1_000,
    seenAt: windowBeganAt,
    addedBytes: null,
  }));
  let nextId = replicas + 1;

  const readyCount = (at: number) => instances.filter(({ readyAt }) => readyAt <= at).length;
  const loaded = (at: number) => at >= 0 && at < load.holdMs;

  /** Between two of its turning points the use of an instance is constant. */
  function meanMillicores(instance: Simulated, from: number, to: number): number {
    const turns = [from, to, 0, load.holdMs, ...instances.map(({ readyAt }) => readyAt)]
      .filter((at) => at >= from && at <= to)
      .sort((a, b) => a - b);
    let used = 0;
    for (const [index, begin] of turns.slice(0, -1).entries()) {
      const end = turns[index + 1] ?? begin;
      const share = loaded(begin) && instance.readyAt <= begin ? load.millicores / readyCount(begin) : 0;
      used += (cost.millicores + share) * (end - begin);
    }
    return used / (to - from);
  }

  return {
    scale(wished, now) {
      while (instances.length > wished) instances.pop();
      while (instances.length < wished) {
        instances.push({ id: nextId, startedAt: now, readyAt: now + startUpMs, seenAt: null, addedBytes: null });
        nextId += 1;
      }
    },
    observe: (now, requests) =>
      instances.map((instance) => {
        const { id, startedAt, readyAt, seenAt } = instance;
        const ready = readyAt <= now;
        const busy = ready && loaded(now);
        const added = busy ? cost.busyBytes + load.bytes / readyCount(now) : 0;
        if (busy) instance.addedBytes = Math.max(instance.addedBytes ?? 0, added);
        const grown = instance.addedBytes === null ? cost.freshBytes : cost.warmBytes;
        const own = startedAt === longAgo ? cost.bytes : grown;
        const bytes = own + Math.max(added, (instance.addedBytes ?? 0) * cost.keptShare);
        const memory = { value: Math.round(bytes), takenAt: now, windowMs: 0 };
        const observed = {
          id: String(id),
          phase: 'running' as const,
          ready,
          readyChangedAt: ready ? readyAt : startedAt,
          startedAt,
          requests,
        };
        instance.seenAt = now;
        if (seenAt === null) return { ...observed, samples: { memory } };
        const value = Math.round(meanMillicores(instance, seenAt, now));
        return { ...observed, samples: { memory, cpu: { value, takenAt: now, windowMs: now - seenAt } } };
      }),
    readyCount,
  };
}
