import type { AutoscalerControl } from '../../controller/src/autoscaler/autoscaler.ts';
import type { InstanceState, LabState } from '../../supervisor/state.ts';

/** A supervisor whose instances are ready at once and use what they are told to. */
export function createLab(millicores: number) {
  let desired = 1;
  const scaled: number[] = [];
  const lab = {
    millicores,
    phase: 'ready' as LabState['phase'],
    away: null as string | null,
    refuses: null as string | null,
    scaled,
  };
  const zero = Date.now();
  const instance = (number: number): InstanceState => ({
    id: `order-service-${number}`,
    phase: 'ready',
    pid: 1000 + number,
    port: 1,
    startedAt: new Date(zero - 400_000).toISOString(),
    readyAt: new Date(zero - 399_000).toISOString(),
    restarts: 0,
    reason: null,
    retryAt: null,
    usage: {
      cpuMicros: (Date.now() - zero) * lab.millicores,
      cpuMillicores: null,
      memoryBytes: 50,
      sampledAt: new Date().toISOString(),
    },
  });
  const control: AutoscalerControl = {
    state: () => {
      if (lab.away !== null) return Promise.reject(new Error(lab.away));
      const instances = Array.from({ length: desired }, (_, index) => instance(index + 1));
      const service = { name: 'order-service', port: 1, desired, memoryLimitBytes: 1, instances };
      return Promise.resolve({
        pid: 1,
        startedAt: '',
        portOffset: 0,
        phase: lab.phase,
        stores: [],
        services: [service],
        events: [],
      });
    },
    scale: (_service, wished) => {
      if (lab.refuses !== null) return Promise.reject(new Error(lab.refuses));
      desired = wished;
      scaled.push(wished);
      return Promise.resolve();
    },
  };
  return { ...lab, set: (change: Partial<typeof lab>) => Object.assign(lab, change), control };
}
