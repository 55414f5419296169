import * as hdr from 'hdr-histogram-js';
import type { TimelinePoint } from './summary.ts';

const mostPoints = 900;
const recentPoints = 60;

interface Stretch {
  started: number;
  finished: number;
  failed: number;
  injected: number;
  inFlight: number;
  latencies: { p50: number; p95: number; p99: number };
}

/**
 * How a run went, a point a second, or coarser where it lasts longer than fifteen minutes. One histogram serves for all
 * points, one after the other, or a long run would fill the memory with them.
 */
export function createTimeline(seconds: number) {
  const step = Math.max(1, Math.ceil(seconds / mostPoints));
  const stretches: Stretch[] = [];
  // times in it are microseconds; two digits are enough for a chart
  const histogram = smallHistogram();
  let current = 0;

  function at(atMs: number): Stretch {
    const index = Math.max(0, Math.floor(atMs / 1000 / step));
    while (stretches.length <= index) stretches.push(emptyStretch());
    const found = stretches[index];
    if (found === undefined) throw new Error('unreachable: the stretch was just made');
    return found;
  }

  function settle(): void {
    const stretch = stretches[current];
    if (stretch === undefined || histogram.totalCount === 0) return;
    const value = (rank: number): number => histogram.getValueAtPercentile(rank) / 1000;
    stretch.latencies = { p50: value(50), p95: value(95), p99: value(99) };
  }

  const toPoint = (stretch: Stretch, index: number): TimelinePoint => {
    const { latencies, ...counts } = stretch;
    const perSecond = { started: counts.started / step, finished: counts.finished / step };
    return {
      second: index * step,
      ...perSecond,
      failed: counts.failed / step,
      injected: counts.injected / step,
      inFlight: counts.inFlight,
      ...latencies,
    };
  };

  return {
    started(atMs: number): void {
      at(atMs).started += 1;
    },
    finished(atMs: number, micros: number, outcome: 'completed' | 'failed' | 'injected'): void {
      const stretch = at(atMs);
      stretch.finished += 1;
      if (outcome !== 'completed') stretch[outcome] += 1;
      const index = Math.max(0, Math.floor(atMs / 1000 / step));
      if (index > current) {
        settle();
        histogram.reset();
        current = index;
      }
      histogram.recordValue(micros);
    },
    /** A journey that could not even begin. */
    refused(atMs: number): void {
      const stretch = at(atMs);
      stretch.finished += 1;
      stretch.failed += 1;
    },
    inFlight(count: number): void {
      const stretch = stretches.at(-1);
      if (stretch !== undefined) stretch.inFlight = Math.max(stretch.inFlight, count);
    },
    /** The latest minute, for a live view. */
    recent(): TimelinePoint[] {
      settle();
      const from = Math.max(0, stretches.length - recentPoints);
      return stretches.slice(from).map((stretch, index) => toPoint(stretch, from + index));
    },
    /** All of it; counts are per second. */
    points(): TimelinePoint[] {
      settle();
      return stretches.map(toPoint);
    },
  };
}

function emptyStretch(): Stretch {
  return { started: 0, finished: 0, failed: 0, injected: 0, inFlight: 0, latencies: { p50: 0, p95: 0, p99: 0 } };
}

function smallHistogram(): hdr.Histogram {
  return hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 300_000_000,
    numberOfSignificantValueDigits: 2,
  });
}
