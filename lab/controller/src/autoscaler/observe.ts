import type { ObservedInstance, Observation, ResourceName, Sample } from '../../../autoscaler/types.ts';
import type { InstanceState, ServiceState } from '../../../supervisor/state.ts';

/** Turns what the supervisor knows into what the autoscaler decides by; call it once a decision, per service. */
export type Observe = (
  service: ServiceState,
  requests: Partial<Record<ResourceName, number>>,
  now: number,
) => Observation;

interface Known {
  /** Another process under the same id is another instance. */
  pid: number | null;
  cpu: { micros: number; at: number } | undefined;
  ready: boolean;
  readyChangedAt: number | null;
}

/**
 * CPU is the mean between two calls, from the kernel's accounting, so an instance that was not there at the last call
 * has no cpu sample yet. Memory is what it is now.
 */
export function createObserve(): Observe {
  let known = new Map<string, Known>();

  return (service, requests, now) => {
    const seen = new Map<string, Known>();
    const instances = service.instances.map((instance) => {
      const before = known.get(instance.id);
      const next = follow(before?.pid === instance.pid ? before : undefined, instance, now);
      seen.set(instance.id, next.known);
      return { ...next.observed, requests };
    });
    known = seen;
    return { replicas: service.desired, instances, unreadable: {} };
  };
}

function follow(
  before: Known | undefined,
  { id, phase, pid, startedAt, readyAt, usage }: InstanceState,
  now: number,
): { known: Known; observed: Omit<ObservedInstance, 'requests'> } {
  const started = toMs(startedAt);
  const ready = phase === 'ready';
  const readyChangedAt =
    before === undefined ? (toMs(readyAt) ?? started) : before.ready === ready ? before.readyChangedAt : now;
  const cpu = usage === null ? undefined : { micros: usage.cpuMicros, at: Date.parse(usage.sampledAt) };
  const samples: Record<string, Sample> = {};
  if (usage !== null && cpu !== undefined) {
    samples['memory'] = { value: usage.memoryBytes, takenAt: cpu.at, windowMs: 0 };
    if (before?.cpu !== undefined && cpu.at > before.cpu.at) {
      const windowMs = cpu.at - before.cpu.at;
      // microseconds a millisecond are millicores
      const value = Math.round((cpu.micros - before.cpu.micros) / windowMs);
      samples['cpu'] = { value: Math.max(0, value), takenAt: cpu.at, windowMs };
    }
  }
  return {
    // without a new reading the next window goes on from the last one
    known: { pid, cpu: cpu ?? before?.cpu, ready, readyChangedAt },
    observed: {
      id,
      phase: phase === 'draining' ? 'terminating' : 'running',
      ready,
      readyChangedAt,
      startedAt: started,
      samples,
    },
  };
}

const toMs = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));
