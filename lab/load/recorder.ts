import * as hdr from 'hdr-histogram-js';
import { createTimeline } from './timeline.ts';
import type { ErrorRow, Latencies, PhaseResult } from './summary.ts';

export type Outcome = 'completed' | 'failed' | 'injected';

const ranks = [50, 75, 90, 95, 99, 99.9];
const mostMicros = 300_000_000;

/** Microseconds up to five minutes, three significant digits. */
export function createHistogram(): hdr.Histogram {
  return hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: mostMicros, numberOfSignificantValueDigits: 3 });
}

export function toLatencies(name: string, histogram: hdr.Histogram): Latencies {
  const percentiles: Record<string, number> = {};
  for (const rank of ranks) percentiles[`p${rank}`] = histogram.getValueAtPercentile(rank) / 1000;
  percentiles['max'] = histogram.maxValue / 1000;
  return {
    name,
    count: histogram.totalCount,
    percentiles,
    mean: histogram.totalCount === 0 ? 0 : histogram.mean / 1000,
  };
}

interface PhaseRecord {
  name: string;
  latency: hdr.Histogram;
  sendLag: hdr.Histogram;
  started: number;
  completed: number;
  failed: number;
  injected: number;
}

/** Collects what happens in a run that is meant to last `seconds`. All times go in as milliseconds. */
export function createRecorder(seconds: number) {
  const all = createHistogram();
  const sendLag = createHistogram();
  const journeys = new Map<string, hdr.Histogram>();
  const endpoints = new Map<string, hdr.Histogram>();
  const phases = new Map<string, PhaseRecord>();
  const errors = new Map<string, ErrorRow>();
  const outcomes = new Map<string, number>();
  const timeline = createTimeline(seconds);
  const counts = { started: 0, completed: 0, failed: 0, injected: 0, requests: 0 };

  function histogramOf(map: Map<string, hdr.Histogram>, name: string): hdr.Histogram {
    let histogram = map.get(name);
    if (histogram === undefined) {
      histogram = createHistogram();
      map.set(name, histogram);
    }
    return histogram;
  }

  function phaseOf(name: string): PhaseRecord {
    let phase = phases.get(name);
    if (phase === undefined) {
      const none = { started: 0, completed: 0, failed: 0, injected: 0 };
      phase = { name, latency: createHistogram(), sendLag: createHistogram(), ...none };
      phases.set(name, phase);
    }
    return phase;
  }

  return {
    counts,
    journeyStarted(phaseName: string, atMs: number, lagMs: number): void {
      counts.started += 1;
      const phase = phaseOf(phaseName);
      phase.started += 1;
      const micros = toMicros(lagMs);
      phase.sendLag.recordValue(micros);
      sendLag.recordValue(micros);
      timeline.started(atMs);
    },
    journeyEnded(
      name: string,
      {
        phase: phaseName,
        atMs,
        latencyMs,
        outcome,
      }: { phase: string; atMs: number; latencyMs: number; outcome: Outcome },
    ): void {
      const micros = toMicros(latencyMs);
      const phase = phaseOf(phaseName);
      counts[outcome] += 1;
      phase[outcome] += 1;
      phase.latency.recordValue(micros);
      all.recordValue(micros);
      histogramOf(journeys, name).recordValue(micros);
      timeline.finished(atMs, micros, outcome);
    },
    /** One that was due and could not even begin: it failed, and took no time that would say anything. */
    journeyRefused(phaseName: string, atMs: number): void {
      counts.failed += 1;
      phaseOf(phaseName).failed += 1;
      timeline.refused(atMs);
    },
    /** How a completed journey ended, where there is more than one good end. */
    outcome(label: string): void {
      outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    },
    request(endpoint: string, latencyMs: number): void {
      counts.requests += 1;
      histogramOf(endpoints, endpoint).recordValue(toMicros(latencyMs));
    },
    error(row: Omit<ErrorRow, 'count'>): void {
      const key = `${row.type} ${row.endpoint} ${row.injected}`;
      const known = errors.get(key);
      if (known === undefined) errors.set(key, { ...row, count: 1 });
      else known.count += 1;
    },
    inFlight: (count: number): void => timeline.inFlight(count),
    percentile: (rank: number): number => all.getValueAtPercentile(rank) / 1000,
    sendLagP99: (): number => sendLag.getValueAtPercentile(99) / 1000,
    topErrors: (): ErrorRow[] => topFirst(errors),
    recent: () => timeline.recent(),
    phase(name: string): PhaseResult | undefined {
      const phase = phases.get(name);
      return phase === undefined ? undefined : toPhaseResult(phase);
    },
    /** What a phase's latencies would be if the journeys that still run, for so many milliseconds, ended now. */
    phaseWith(name: string, agesMs: Iterable<number>): PhaseResult {
      const { latency, ...counted } = phaseOf(name);
      const copy = createHistogram();
      copy.add(latency);
      for (const age of agesMs) copy.recordValue(toMicros(age));
      return toPhaseResult({ ...counted, latency: copy });
    },
    results() {
      return {
        all: toLatencies('all journeys', all),
        journeys: [...journeys].map(([name, histogram]) => toLatencies(name, histogram)),
        endpoints: [...endpoints].map(([name, histogram]) => toLatencies(name, histogram)),
        phases: [...phases.values()].map(toPhaseResult),
        outcomes: Object.fromEntries(outcomes),
        errors: topFirst(errors),
        timeline: timeline.points(),
        distribution: toDistribution(all),
      };
    },
  };
}

export type Recorder = ReturnType<typeof createRecorder>;

function toPhaseResult({ latency, sendLag, ...phase }: PhaseRecord): PhaseResult {
  const ended = Math.max(1, phase.completed + phase.failed + phase.injected);
  return {
    name: phase.name,
    started: phase.started,
    completed: phase.completed,
    errorRate: phase.failed / ended,
    injectedRate: phase.injected / ended,
    sendLagP99Ms: sendLag.getValueAtPercentile(99) / 1000,
    latencies: toLatencies(phase.name, latency),
  };
}

/** The whole curve, finer and finer towards the worst, for a chart. */
function toDistribution(histogram: hdr.Histogram): { percentile: number; ms: number }[] {
  const percentiles = [0, 10, 25, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.9, 99.95, 99.99];
  // beyond one in all of them the curve would only repeat the largest
  const finest = 100 - 100 / Math.max(1, histogram.totalCount);
  return [...percentiles.filter((percentile) => percentile <= finest), 100].map((percentile) => ({
    percentile,
    ms: histogram.getValueAtPercentile(percentile) / 1000,
  }));
}

function topFirst(errors: ReadonlyMap<string, ErrorRow>): ErrorRow[] {
  return [...errors.values()].sort((a, b) => b.count - a.count);
}

function toMicros(milliseconds: number): number {
  return Math.min(mostMicros, Math.max(1, Math.round(milliseconds * 1000)));
}
