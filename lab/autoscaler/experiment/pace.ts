import type { ServiceReading } from './service-meter.ts';

/** Keeps the load what was promised while the cost of a job drifts: new instances are slower until they are warm. */
export interface Pace {
  /** Takes a reading and how many jobs were done since the last; returns the interval from now on. */
  adjust(reading: ServiceReading, jobsDone: number, elapsedMs: number): number;
}

/** A few readings after the number of instances changed, the measured cpu and the jobs belong together again. */
const settleReadings = 2;
const smoothing = 0.3;
/** What strays further than this from the calibration is no drift. */
const mostDrift = 0.25;

export function createPace(millicores: number, idleMillicores: number, jobCpuMs: number): Pace {
  let cost = jobCpuMs;
  let ready = -1;
  let unsettled = settleReadings;
  return {
    adjust(reading, jobsDone, elapsedMs) {
      unsettled = reading.ready === ready ? Math.max(0, unsettled - 1) : settleReadings;
      ready = reading.ready;
      if (unsettled === 0 && reading.millicores !== null && jobsDone > 0) {
        const used = ((reading.millicores - idleMillicores * reading.ready) * elapsedMs) / 1000;
        const measured = Math.min(Math.max(used / jobsDone, jobCpuMs * (1 - mostDrift)), jobCpuMs * (1 + mostDrift));
        cost += (measured - cost) * smoothing;
      }
      return (cost * 1000) / millicores;
    },
  };
}
