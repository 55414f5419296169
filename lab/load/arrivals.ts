/** One stretch of a load profile. The rate moves evenly from `from` to `to`, in arrivals per second. */
export interface Phase {
  name: string;
  seconds: number;
  from: number;
  to: number;
}

export interface Arrival<P extends Phase = Phase> {
  /** milliseconds after the start of the run at which this journey is meant to begin */
  atMs: number;
  phase: P;
}

/**
 * The schedule of an open model: when each journey is meant to begin, whatever became of the ones before.
 * Arrival k (from 0) comes when the integral of the rate reaches k.
 */
export function* arrivals<P extends Phase>(phases: readonly P[]): Generator<Arrival<P>> {
  let startMs = 0;
  let before = 0;
  let next = 0;
  for (const phase of phases) {
    const total = ((phase.from + phase.to) / 2) * phase.seconds;
    const slope = (phase.to - phase.from) / phase.seconds;
    // the last instant of a phase belongs to the next one
    for (; next < before + total - 1e-9; next += 1) {
      yield { atMs: startMs + timeOf(next - before, phase.from, slope) * 1000, phase };
    }
    before += total;
    startMs += phase.seconds * 1000;
  }
}

/** Solves from·t + slope·t²/2 = area for t ≥ 0, in seconds. */
function timeOf(area: number, from: number, slope: number): number {
  if (area <= 0) return 0;
  if (Math.abs(slope) < 1e-9) return area / from;
  return (-from + Math.sqrt(Math.max(0, from * from + 2 * slope * area))) / slope;
}

/** Seconds that all phases take together. */
export function totalSeconds(phases: readonly Phase[]): number {
  return phases.reduce((sum, { seconds }) => sum + seconds, 0);
}
