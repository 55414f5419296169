import type { LabState, ServiceState } from '../../supervisor/state.ts';

/** What a service used between two readings, all instances together. */
export interface ServiceReading {
  at: number;
  desired: number;
  ready: number;
  /** Of instances that were ready at both, for starting costs CPU, too; null where there was none. */
  millicores: number | null;
  /** Of all instances now. */
  bytes: number;
  instances: number;
}

export interface ServiceMeter {
  read(): Promise<ServiceReading>;
}

/** Reads the supervisor's accounting; an instance counts from its second reading as a ready one. */
export function createServiceMeter(state: () => Promise<LabState>, service: string): ServiceMeter {
  let before = new Map<string, { micros: number; at: number }>();
  return {
    async read() {
      const found = (await state()).services.find(({ name }) => name === service);
      if (found === undefined) throw new Error(`the supervisor has no service ${service}`);
      const now = samplesOf(found);
      let millicores = 0;
      let measured = 0;
      for (const [key, sample] of now) {
        const earlier = before.get(key);
        if (earlier === undefined || sample.at <= earlier.at) continue;
        millicores += (sample.micros - earlier.micros) / (sample.at - earlier.at);
        measured += 1;
      }
      before = now;
      return {
        at: Date.now(),
        desired: found.desired,
        ready: found.instances.filter(({ phase }) => phase === 'ready').length,
        millicores: measured === 0 ? null : millicores,
        bytes: found.instances.reduce((sum, { usage }) => sum + (usage?.memoryBytes ?? 0), 0),
        instances: found.instances.length,
      };
    },
  };
}

function samplesOf({ instances }: ServiceState): Map<string, { micros: number; at: number }> {
  return new Map(
    instances.flatMap(({ id, pid, phase, usage }) =>
      usage === null || phase !== 'ready'
        ? []
        : [[`${id}/${pid ?? 0}`, { micros: usage.cpuMicros, at: Date.parse(usage.sampledAt) }] as const],
    ),
  );
}
